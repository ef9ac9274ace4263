"""Rows of KERIpy's databases as plain values."""

import base64
import re

IO_PROEM = re.compile(rb"^[0-9a-f]{32}\.")
DIGEST, NUMBER = 44, 24


def rows(db, sub):
    """All rows of a sub-database, insertion-order prefixes of values taken off."""
    sub = getattr(sub, "sdb", sub)
    with db.env.begin(db=sub, write=False) as txn:
        return [(bytes(k), IO_PROEM.sub(b"", bytes(v))) for k, v in txn.cursor()]


def split_key(key):
    """A key `prefix.hex32` or `prefix.said` as (prefix, rest)."""
    pre, _, rest = key.rpartition(b".")
    return pre.decode(), rest.decode()


def by_number(db, sub):
    """Rows of an escrow keyed by prefix and sequence number as [prefix, sn, value]."""
    entries = []
    for key, value in rows(db, sub):
        pre, sn = split_key(key)
        entries.append([pre, int(sn, 16), value.decode()])
    return entries


def cut(text, *sizes):
    """A text cut into parts of the sizes and the rest."""
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at:at + size])
        at += size
    return parts + [text[at:]]


def prefix_size(text):
    """The length of the prefix that stands first: ECDSA keys are longer than the others."""
    return 48 if text[:1] == "1" else 44


def number_of(text):
    return int.from_bytes(base64.urlsafe_b64decode(text)[2:], "big")
