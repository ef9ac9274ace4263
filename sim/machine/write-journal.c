/*
 * Writes and syncs of a process to its data file, in order, as a journal: loaded before libc (LD_PRELOAD).
 *
 * Source: dst.md 2.1 (crash states are enumerated from the writes and syncs of a run).
 *
 * KEELSON_JOURNAL   the journal is written there. Without it nothing is noted.
 * KEELSON_BOOT_ID   this file is read in place of the boot id of the system: as after a power loss.
 *
 * A record is: kind (1 byte), offset (8 bytes), length (4 bytes), bytes. Numbers are little-endian. Kinds:
 *   W a write that is in memory of the system only    D a write that is on the disk when it returns
 *   S everything written before is on the disk        T the file was cut or grew to `offset`
 *   M a mark of the process: what it wrote to a file named `marks`
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum target { OTHER, DATA, MARKS };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int journal = -2;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int journal_file(void) {
  if (journal == -2) {
    int (*real_open)(const char *, int, ...) = real("open");
    const char *path = getenv("KEELSON_JOURNAL");
    journal = path == NULL ? -1 : real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  return journal;
}

static int ends_with(const char *text, ssize_t size, const char *end) {
  ssize_t end_size = (ssize_t)strlen(end);
  return size >= end_size && memcmp(text + size - end_size, end, (size_t)end_size) == 0;
}

static enum target target_of(int file) {
  char link[64], path[4096];
  if (journal_file() < 0) return OTHER;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t size = readlink(link, path, sizeof path);
  if (size > 0 && ends_with(path, size, "/data.mdb")) return DATA;
  if (size > 0 && ends_with(path, size, "/marks")) return MARKS;
  return OTHER;
}

static void note(char kind, uint64_t offset, const struct iovec *parts, int count) {
  ssize_t (*real_write)(int, const void *, size_t) = real("write");
  unsigned char head[13];
  uint32_t length = 0;
  for (int i = 0; i < count; i++) length += (uint32_t)parts[i].iov_len;
  head[0] = (unsigned char)kind;
  for (int i = 0; i < 8; i++) head[1 + i] = (unsigned char)(offset >> (8 * i));
  for (int i = 0; i < 4; i++) head[9 + i] = (unsigned char)(length >> (8 * i));
  pthread_mutex_lock(&lock);
  if (real_write(journal_file(), head, sizeof head) != (ssize_t)sizeof head) abort();
  for (int i = 0; i < count; i++) {
    if (real_write(journal_file(), parts[i].iov_base, parts[i].iov_len) != (ssize_t)parts[i].iov_len) abort();
  }
  pthread_mutex_unlock(&lock);
}

static char kind_of_write(int file) {
  return (fcntl(file, F_GETFL) & O_DSYNC) != 0 ? 'D' : 'W';
}

/* A write that took fewer bytes than it was given is not expected of a file, and ends the run. */
static void note_write(int file, uint64_t offset, const struct iovec *parts, int count, ssize_t written) {
  enum target target = target_of(file);
  size_t size = 0;
  for (int i = 0; i < count; i++) size += parts[i].iov_len;
  if (target == OTHER || written < 0) return;
  if ((size_t)written != size) abort();
  note(target == MARKS ? 'M' : kind_of_write(file), target == MARKS ? 0 : offset, parts, count);
}

ssize_t write(int file, const void *bytes, size_t size) {
  ssize_t (*real_write)(int, const void *, size_t) = real("write");
  off_t offset = file <= 2 ? 0 : lseek(file, 0, SEEK_CUR);
  ssize_t written = real_write(file, bytes, size);
  struct iovec part = {(void *)bytes, size};
  if (file > 2 && file != journal) note_write(file, (uint64_t)offset, &part, 1, written);
  return written;
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  ssize_t (*real_writev)(int, const struct iovec *, int) = real("writev");
  off_t offset = file <= 2 ? 0 : lseek(file, 0, SEEK_CUR);
  ssize_t written = real_writev(file, parts, count);
  if (file > 2) note_write(file, (uint64_t)offset, parts, count, written);
  return written;
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) {
  ssize_t (*real_pwrite)(int, const void *, size_t, off64_t) = real("pwrite64");
  ssize_t written = real_pwrite(file, bytes, size, offset);
  struct iovec part = {(void *)bytes, size};
  note_write(file, (uint64_t)offset, &part, 1, written);
  return written;
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) {
  return pwrite64(file, bytes, size, offset);
}

ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t offset) {
  ssize_t (*real_pwritev)(int, const struct iovec *, int, off64_t) = real("pwritev64");
  ssize_t written = real_pwritev(file, parts, count, offset);
  note_write(file, (uint64_t)offset, parts, count, written);
  return written;
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset) {
  return pwritev64(file, parts, count, offset);
}

static int synced(int file, int result) {
  if (result == 0 && target_of(file) == DATA) note('S', 0, NULL, 0);
  return result;
}

int fdatasync(int file) {
  int (*real_sync)(int) = real("fdatasync");
  return synced(file, real_sync(file));
}

int fsync(int file) {
  int (*real_sync)(int) = real("fsync");
  return synced(file, real_sync(file));
}

int ftruncate64(int file, off64_t size) {
  int (*real_truncate)(int, off64_t) = real("ftruncate64");
  int result = real_truncate(file, size);
  if (result == 0 && target_of(file) == DATA) note('T', (uint64_t)size, NULL, 0);
  return result;
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

static const char *path_for(const char *path) {
  const char *other = getenv("KEELSON_BOOT_ID");
  return other != NULL && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0 ? other : path;
}

int open64(const char *path, int flags, ...) {
  int (*real_open)(const char *, int, ...) = real("open64");
  va_list rest;
  va_start(rest, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return real_open(path_for(path), flags, mode);
}

int open(const char *path, int flags, ...) {
  int (*real_open)(const char *, int, ...) = real("open");
  va_list rest;
  va_start(rest, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return real_open(path_for(path), flags, mode);
}
