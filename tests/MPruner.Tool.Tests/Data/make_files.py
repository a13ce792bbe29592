"""Writes Data/Files: what numpy itself makes of the shapes, types and orders that the readers must take."""
import os
import numpy as np

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Files")
os.makedirs(folder, exist_ok=True)


def at(name):
    return os.path.join(folder, name)


values = np.arange(24).reshape(4, 3, 2)
types = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64"]
np.savez(at("types.npz"), **{t: (values % 2 == 1 if t == "bool" else values.astype(t)) for t in types})
np.savez_compressed(at("compressed.npz"), images=values.astype("uint8"), labels=np.arange(4))
np.save(at("fortran.npy"), np.asfortranarray(values.astype("float32")))
np.save(at("big_endian.npy"), values.astype(">f4"))
np.savez_compressed(at("fortran_compressed.npz"), x=np.asfortranarray(values.astype("int16")))
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(at(f"version{version[0]}.npy"), "wb") as file:
        np.lib.format.write_array(file, values.astype("float64"), version=version)

# Refused ones.
np.save(at("objects.npy"), np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
np.save(at("structured.npy"), np.zeros(3, dtype=[("a", "f4"), ("b", "i4")]))
np.save(at("unsigned.npy"), values.astype("uint16"))
np.save(at("text.npy"), np.array(["a", "b"]))
np.save(at("complex.npy"), values.astype("complex64"))
np.save(at("scalar.npy"), np.float32(1))
np.save(at("no_examples.npy"), np.zeros((0, 3), dtype="float32"))
