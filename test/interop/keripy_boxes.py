"""Opens sealed boxes with KERIpy's Decrypter, and closes others with its Encrypter.

    python keripy_boxes.py IN_FILE OUT_FILE

For each seed of a key store, secret and box around it: the identifier of the store, what is in the box, and another box
around the same secret.
"""

import json
import sys

from keri.core import coring

try:
    from keri.core.signing import Cipher, Decrypter, Encrypter, Salter, Signer
except ImportError:
    Cipher, Decrypter, Encrypter = coring.Cipher, coring.Decrypter, coring.Encrypter
    Salter, Signer = coring.Salter, coring.Signer


def sealed(aeid, plain):
    encrypter = Encrypter(verkey=aeid)
    secret = Salter(qb64=plain) if plain.startswith("0A") else Signer(qb64=plain)
    try:
        return encrypter.encrypt(prim=secret).qb64
    except TypeError:
        return encrypter.encrypt(matter=secret).qb64


def answered(seed, plain, box):
    aeid = Signer(qb64=seed, transferable=False).verfer.qb64
    opened = Decrypter(seed=seed.encode()).decrypt(cipher=Cipher(qb64=box)).qb64
    return dict(aeid=aeid, opened=opened, box=sealed(aeid, plain))


def main(given, out):
    with open(given, encoding="utf-8") as file:
        boxes = json.load(file)
    with open(out, "w", encoding="utf-8") as file:
        json.dump([answered(**box) for box in boxes], file)


if __name__ == "__main__":
    main(*sys.argv[1:])
