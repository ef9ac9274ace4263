"""Makes identities with KERIpy's Habery and says how long it took: `keripy_hab_rate.py COUNT PASSCODE`.

Stores are LMDB environments in a temporary folder with KERIpy's own settings; salts are stretched at little cost, and
secrets are in sealed boxes to a key that the passcode gives.
"""

import json
import sys
import time

from keri.app import habbing


def main(count, passcode):
    with habbing.openHby(name="rate", salt="0AAwMTIzNDU2Nzg5YWJjZGVm", bran=passcode, temp=True) as hby:
        wall, cpu = time.perf_counter(), time.process_time()
        for at in range(count):
            hby.makeHab(name=f"hab-{at}-")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps(dict(wall=wall, cpu=cpu)))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
