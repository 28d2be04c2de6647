"""Makes the .npy files beside this script. Run by NumPy 1.24.2; the files are kept and never made anew.

Values are chosen so that each type holds them exactly: row i, position j is 4 * i + j - 3, divided by 2 where
the type has fractions, without its sign where the type has none.
"""
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
ROWS, DIMENSION = 3, 4
NUMBERS = np.arange(ROWS * DIMENSION).reshape(ROWS, DIMENSION) - 3


def save(name, array, version=(1, 0)):
    with open(HERE / f"{name}.npy", "wb") as out:
        np.lib.format.write_array(out, array, version=version)


for type in ("<f2", "<f4", "<f8"):
    save(type[1:], (NUMBERS / 2).astype(type))
for type in ("|i1", "<i4", "<i8"):
    save(type[1:], NUMBERS.astype(type))
save("u1", np.abs(NUMBERS).astype(np.uint8))
save("b1", NUMBERS > 0)
save("version2", NUMBERS.astype("<f4"), version=(2, 0))
save("version3", NUMBERS.astype("<f4"), version=(3, 0))
save("line", NUMBERS.reshape(-1).astype("<i8"))
save("empty", np.zeros((0, 4), dtype="<f4"))
save("fortran", np.asfortranarray(NUMBERS.astype("<f4")))
save("bigendian", NUMBERS.astype(">f4"))
save("cube", NUMBERS.astype("<f4").reshape(3, 2, 2))
save("scalar", np.float32(1))
save("unsigned32", np.abs(NUMBERS).astype("<u4"))
save("record", np.zeros(3, dtype=[("id", "<i8"), ("value", "<f4")]))
HALVES = np.arange(0, 1 << 16, 127, dtype="<u2").view("<f2")
save("halves", HALVES)
save("halvesasfloats", HALVES.astype("<f4"))
