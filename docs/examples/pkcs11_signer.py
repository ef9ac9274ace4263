#!/usr/bin/env python3
"""Signs for Keelson with keys in a PKCS#11 token: SoftHSM2, a smart card, a hardware security module.

A program of the form `signer`, see docs/guides/external-keys.md. It needs Python 3.8 or later and PyKCS11
(Debian: python3-pykcs11). Its variables:

  PKCS11_MODULE    the library of the token, such as /usr/lib/softhsm/libsofthsm2.so
  PKCS11_TOKEN     the label of the token
  PKCS11_PIN_FILE  a file that holds the PIN of the user
  PKCS11_PREFIX    put before every id, so that several owners of one token do not meet; empty when left out

Keys are made in the token, are never to leave it (CKA_SENSITIVE, not CKA_EXTRACTABLE), and are found by the SHA-256
of their id in CKA_ID. A key is there when its secret half is. What went wrong is written to the standard error,
without what was signed.
"""
import base64
import hashlib
import json
import os
import sys

import PyKCS11
from PyKCS11 import PyKCS11Error

EDWARDS = bytes.fromhex("130c656477617264733235353139")
P256 = bytes.fromhex("06082a8648ce3d030107")
K256 = bytes.fromhex("06052b8104000a")

# Scheme: curve, kind of key, mechanism that makes keys, mechanism that signs.
SCHEMES = {
    "ed25519": (EDWARDS, PyKCS11.CKK_EC_EDWARDS, "CKM_EC_EDWARDS_KEY_PAIR_GEN", "CKM_EDDSA"),
    "ecdsa-secp256r1": (P256, PyKCS11.CKK_EC, "CKM_EC_KEY_PAIR_GEN", "CKM_ECDSA"),
    "ecdsa-secp256k1": (K256, PyKCS11.CKK_EC, "CKM_EC_KEY_PAIR_GEN", "CKM_ECDSA"),
}

# The token or the session is gone: whoever started this program starts it anew.
GONE = {
    PyKCS11.CKR_DEVICE_ERROR,
    PyKCS11.CKR_DEVICE_REMOVED,
    PyKCS11.CKR_SESSION_CLOSED,
    PyKCS11.CKR_SESSION_HANDLE_INVALID,
    PyKCS11.CKR_TOKEN_NOT_PRESENT,
    PyKCS11.CKR_USER_NOT_LOGGED_IN,
}


class No(Exception):
    """A no, in a word of the protocol."""


class Token:
    def __init__(self):
        self.prefix = os.environ.get("PKCS11_PREFIX", "")
        library = PyKCS11.PyKCS11Lib()
        library.load(os.environ["PKCS11_MODULE"])
        label = os.environ["PKCS11_TOKEN"]
        slots = [
            slot
            for slot in library.getSlotList(tokenPresent=True)
            if library.getTokenInfo(slot).label.strip("\0 ") == label
        ]
        if len(slots) != 1:
            complain(f"{len(slots)} tokens have the label that PKCS11_TOKEN names")
            raise No("failed")
        self.mechanisms = set(library.getMechanismList(slots[0]))
        flags = PyKCS11.CKF_SERIAL_SESSION | PyKCS11.CKF_RW_SESSION
        self.session = library.openSession(slots[0], flags)
        with open(os.environ["PKCS11_PIN_FILE"], encoding="utf-8") as file:
            pin = file.read().strip()
        try:
            self.session.login(pin)
        except PyKCS11Error as error:
            complain(f"the token does not let us in: {error}")
            raise No("locked") from None

    def generate(self, asked):
        scheme = asked["scheme"]
        curve, kind, maker, _ = SCHEMES.get(scheme, (None, None, None, None))
        if maker not in self.mechanisms:
            raise No("refused")
        if self.find(asked, PyKCS11.CKO_PRIVATE_KEY) is not None:
            raise No("key-exists")
        # A deletion that was cut off leaves the public half.
        self.destroy(asked, PyKCS11.CKO_PUBLIC_KEY)
        shared = [
            (PyKCS11.CKA_TOKEN, True),
            (PyKCS11.CKA_KEY_TYPE, kind),
            (PyKCS11.CKA_ID, self.name(asked)),
            (PyKCS11.CKA_LABEL, self.label(asked)),
        ]
        public = [(PyKCS11.CKA_EC_PARAMS, curve), (PyKCS11.CKA_VERIFY, True), *shared]
        secret = [
            (PyKCS11.CKA_PRIVATE, True),
            (PyKCS11.CKA_SENSITIVE, True),
            (PyKCS11.CKA_EXTRACTABLE, False),
            (PyKCS11.CKA_SIGN, True),
            *shared,
        ]
        self.session.generateKeyPair(public, secret, mecha=mechanism(maker))
        return self.public(asked)

    def public(self, asked):
        scheme, _ = self.secret(asked)
        handle = self.find(asked, PyKCS11.CKO_PUBLIC_KEY)
        if handle is None:
            complain("a secret key is there without its public key")
            raise No("failed")
        (point,) = self.session.getAttributeValue(handle, [PyKCS11.CKA_EC_POINT])
        raw = raw_key(scheme, bytes(point))
        return {"scheme": scheme, "public": base64.b64encode(raw).decode()}

    def sign(self, asked):
        scheme, handle = self.secret(asked)
        data = base64.b64decode(asked["data"], validate=True)
        if len(data) == 0:
            # A call of PKCS#11 takes a message of nothing for no message.
            raise No("refused")
        message = data if scheme == "ed25519" else hashlib.sha256(data).digest()
        signature = bytes(self.session.sign(handle, message, mechanism(SCHEMES[scheme][3])))
        return {"signature": base64.b64encode(signature).decode()}

    def delete(self, asked):
        existed = self.destroy(asked, PyKCS11.CKO_PRIVATE_KEY)
        self.destroy(asked, PyKCS11.CKO_PUBLIC_KEY)
        return {"existed": existed}

    def secret(self, asked):
        """The scheme of a key, and its secret half."""
        handle = self.find(asked, PyKCS11.CKO_PRIVATE_KEY)
        if handle is None:
            raise No("unknown-key")
        (curve,) = self.session.getAttributeValue(handle, [PyKCS11.CKA_EC_PARAMS])
        for scheme, (params, *_) in SCHEMES.items():
            if params == bytes(curve):
                return scheme, handle
        raise No("refused")

    def find(self, asked, part):
        found = self.session.findObjects(
            [(PyKCS11.CKA_CLASS, part), (PyKCS11.CKA_ID, self.name(asked))]
        )
        return found[0] if found else None

    def destroy(self, asked, part):
        handle = self.find(asked, part)
        if handle is not None:
            self.session.destroyObject(handle)
        return handle is not None

    def name(self, asked):
        text = self.prefix + asked["key"]
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

    def label(self, asked):
        """For people: tools of the token show it."""
        return (self.prefix + asked["key"]).encode("utf-8", "replace")[:200].decode("utf-8", "ignore")


def raw_key(scheme, point):
    """The raw public key in an EC point: of ECDSA the compressed one."""
    size = 32 if scheme == "ed25519" else 65
    # Most tokens give an octet string in DER.
    if len(point) == size + 2:
        point = point[2:]
    if scheme == "ed25519":
        return point
    return bytes([2 + point[64] % 2]) + point[1:33]


def mechanism(name):
    return PyKCS11.Mechanism(getattr(PyKCS11, name), None)


def complain(text):
    print(f"pkcs11_signer: {text}", file=sys.stderr, flush=True)


def answer(asked):
    global token
    operation = asked["op"]
    if operation == "hello":
        if asked["protocol"] != "keelson-keys" or 1 not in asked["versions"] or asked["form"] != "signer":
            raise No("refused")
        token = Token()
        return {"protocol": "keelson-keys", "version": 1, "form": "signer"}
    if operation not in ("generate", "public", "sign", "delete"):
        raise No("refused")
    return getattr(token, operation)(asked)


token = None
for line in sys.stdin:
    asked = json.loads(line)
    gone = False
    try:
        said = {"id": asked["id"], "ok": answer(asked)}
    except No as no:
        said = {"id": asked["id"], "error": str(no)}
    except PyKCS11Error as error:
        complain(f"{asked['op']}: {error}")
        said = {"id": asked["id"], "error": "failed"}
        gone = error.value in GONE
    except KeyError as error:
        complain(f"there is no {error}: set the variable, or give the field")
        said = {"id": asked["id"], "error": "failed"}
    print(json.dumps(said), flush=True)
    if gone:
        sys.exit(1)
