#!/usr/bin/env python3
"""Checks FAISS files in both directions with the FAISS that is installed.

  written here, read by FAISS     FaissExchange writes every kind with its answers; FAISS must answer the same
  written by FAISS, read here     FAISS writes every kind with its answers; FaissExchange must answer the same
  ... and written anew            what FaissExchange read, it writes; FAISS must answer the same once more

Prints one line per kind and direction and ends with status 1 when one differs. Every cell is probed, so the
answers depend on codes, centroids and distances alone. Neighbours are the same when their ids are, or where
distances tie within the tolerance.

  check_faiss.py --java 'java -cp index-builder/target/classes:index-builder/target/test-classes' --work DIR
  check_faiss.py --golden DIR       makes the small files kept as test resources
"""

import argparse
import glob
import os
import shlex
import shutil
import subprocess
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before FAISS is loaded: many threads only wait on so little

import faiss
import numpy as np

TOLERANCE = 1e-4
K = 10
RERANK_FACTOR = 10
MAIN = "io.nearfield.index.faiss.FaissExchange"

L2, IP, L1 = faiss.METRIC_L2, faiss.METRIC_INNER_PRODUCT, faiss.METRIC_L1
OLD = tuple(int(n) for n in faiss.__version__.split(".")[:2]) < (1, 8)


def parameters(index, cells):
    """Probes every cell; refines ten candidates per neighbour."""
    space = faiss.ParameterSpace()
    if cells:
        space.set_index_parameter(index, "nprobe", cells)
    inner = index
    while inner is not None:
        inner = faiss.downcast_index(inner)
        if isinstance(inner, faiss.IndexRefine):
            inner.k_factor = RERANK_FACTOR
        inner = getattr(inner, "index", None)


def cells_of(index):
    """How many cells there are within; 0 without."""
    index = faiss.downcast_index(index)
    if isinstance(index, faiss.IndexIVF):
        return index.nlist
    for inner in ("index", "base_index"):
        if getattr(index, inner, None) is not None:
            return cells_of(getattr(index, inner))
    return 0


def answers(index, queries):
    parameters(index, cells_of(index))
    distances, ids = index.search(queries, min(K, index.ntotal))
    return ids, distances


def compare(ids, distances, other_ids, other_distances):
    """The share of neighbours that are the same, and the greatest relative difference of distances."""
    if ids.shape != other_ids.shape:
        return 0.0, float("inf")
    scale = np.abs(distances).max() / 1000
    magnitude = np.maximum(np.abs(distances), scale)
    with np.errstate(all="ignore"):
        difference = float((np.abs(distances - other_distances) / magnitude).max())
    same = 0
    for row in range(len(ids)):
        distance_of = dict(zip(other_ids[row], other_distances[row]))
        for column, id_ in enumerate(ids[row]):
            named = distance_of.get(id_, other_distances[row][-1])
            same += abs(distances[row][column] - named) <= TOLERANCE * magnitude[row][column]
    return same / ids.size, difference


def load(folder, name):
    return [np.load(os.path.join(folder, f"{name}.{part}.npy")) for part in ("queries", "ids", "distances")]


def save(folder, name, index, queries):
    faiss.write_index(index, os.path.join(folder, name + ".faiss"))
    ids, distances = answers(index, queries)
    np.save(os.path.join(folder, name + ".queries.npy"), queries)
    np.save(os.path.join(folder, name + ".ids.npy"), ids.astype("int64"))
    np.save(os.path.join(folder, name + ".distances.npy"), distances.astype("float32"))


def clumps(rng, rows, dimension, centres=20):
    centre = rng.standard_normal((centres, dimension))
    return (centre[rng.integers(centres, size=rows)] + 0.4 * rng.standard_normal((rows, dimension))).astype("float32")


def made_by_faiss(folder, rows=3000, dimension=32, queries=50, cells=24, parts=8, bits="", kinds=None):
    """Every kind, written by FAISS with its answers."""
    os.makedirs(folder, exist_ok=True)
    rng = np.random.default_rng(7)
    base, asked = clumps(rng, rows, dimension), clumps(rng, queries, dimension)
    ids = (10_000_000_000 + 3 * rng.permutation(rows)).astype("int64")
    ivf, pq, x4 = f"IVF{cells}", f"PQ{parts}{bits}", f"PQ{2 * parts}x4"
    factory = {
        "Flat": "Flat",
        "IDMap_Flat": "IDMap,Flat",
        "IDMap2_SQ8": "IDMap2,SQ8",
        "SQ8": "SQ8",
        "PQ": pq,
        "PQx4": x4,
        "OPQ_PQ": f"OPQ{parts},{pq}",
        "IVF_Flat": f"{ivf},Flat",
        "IVF_SQ8": f"{ivf},SQ8",
        "IVF_PQ": f"{ivf},{pq}",
        "IVF_PQx4": f"{ivf},{x4}",
        "OPQ_IVF_PQ": f"OPQ{parts},{ivf},{pq}",
        "RR_IVF_PQ": f"RR{dimension},{ivf},{pq}",
        "L2norm_IVF_PQ": f"L2norm,{ivf},{pq}",
        "IDMap2_L2norm_Flat": "IDMap2,L2norm,Flat",
        "PQ_RFlat": f"{pq},RFlat",
        "IVF_PQ_RFlat": f"{ivf},{pq},RFlat",
        "IVF_PQ_SQ8": f"{ivf},{pq},Refine(SQ8)",
        "OPQ_IVF_PQ_RFlat": f"OPQ{parts},{ivf},{pq},RFlat",
    }
    for name, text in factory.items():
        if kinds is not None and name not in kinds:
            continue
        for metric, suffix in ((L2, "L2"), (IP, "IP")):
            if "L2norm" in text and "PQ" not in text and metric == L2:
                continue  # whole vectors: FAISS answers the same by products
            index = faiss.index_factory(dimension, text, metric)
            train_quickly(index)
            index.train(base)
            try:
                index.add_with_ids(base, ids)
            except RuntimeError:  # only positions
                index.add(base)
            save(folder, f"{name}-{suffix}", index, asked)
    if kinds is None:
        special(folder, base, asked, ids, cells)


def train_quickly(index):
    """Few iterations: what is learned matters little here."""
    index = faiss.downcast_index(index)
    if isinstance(index, faiss.IndexPreTransform):
        transform = faiss.downcast_VectorTransform(index.chain.at(0))
        if isinstance(transform, faiss.OPQMatrix):
            transform.niter, transform.niter_pq, transform.niter_pq_0 = 3, 2, 4
    if hasattr(index, "pq"):
        index.pq.cp.niter, index.do_polysemous_training = 5, False
    for inner in ("index", "base_index"):
        if getattr(index, inner, None) is not None:
            train_quickly(getattr(index, inner))


def special(folder, base, asked, ids, cells):
    """What the factory does not make: parts of the format that are rarely there."""
    dimension = base.shape[1]
    flat = faiss.IndexFlat(dimension, L1)
    flat.add(base)
    save(folder, "Flat-L1", flat, asked)

    quantizer = faiss.IndexFlatL2(dimension)
    for kind, name in ((faiss.DirectMap.Array, "Array"), (faiss.DirectMap.Hashtable, "Hashtable")):
        mapped = faiss.index_factory(dimension, f"IVF{cells},SQ8")
        mapped.train(base)
        mapped.add(base)
        mapped.set_direct_map_type(kind)
        save(folder, f"IVF_SQ8_map{name}-L2", mapped, asked)

    sparse = faiss.index_factory(dimension, "IVF200,Flat")
    sparse.train(base)
    sparse.add_with_ids(base[:40], ids[:40])
    save(folder, "IVF_Flat_sparse-L2", sparse, asked)

    removed = faiss.index_factory(dimension, f"IVF{cells},PQ8")
    train_quickly(removed)
    removed.train(base)
    removed.add_with_ids(base, ids)
    removed.remove_ids(ids[:: 3].copy())
    save(folder, "IVF_PQ_removed-L2", removed, asked)

    uniform = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit_uniform, L2)
    uniform.train(base)
    uniform.add(base)
    save(folder, "SQ8_uniform-L2", uniform, asked)

    whole = np.clip(np.round(base * 20 + 128), 0, 255).astype("float32")
    direct = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit_direct, L2)
    direct.train(whole)
    direct.add(whole)
    save(folder, "SQ8_direct-L2", direct, np.clip(np.round(asked * 20 + 128), 0, 255).astype("float32"))


def check_ours(folder):
    """FAISS reads what was written here."""
    for path in sorted(glob.glob(os.path.join(folder, "*.faiss"))):
        name = os.path.basename(path)[: -len(".faiss")]
        if OLD and "IVF" in name and name.endswith("-L1"):
            continue  # opens it, but has no L1 over cells yet
        queries, ids, distances = load(folder, name)
        index = faiss.read_index(path)
        found_ids, found = answers(index, queries)
        same, difference = compare(ids, distances, found_ids, found)
        again = path + ".again"
        faiss.write_index(index, again)
        yield name, same, difference, same_but_parameters(path, again)


def same_but_parameters(path, again):
    """Whether FAISS's own writing of what it read has the same bytes, search parameters aside."""
    with open(path, "rb") as one, open(again, "rb") as other:
        first, second = (np.frombuffer(f.read(), "uint8") for f in (one, other))
    os.remove(again)
    return first.size == second.size and int((first != second).sum()) <= 8


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--java", default="java", help="how to start java, with its class path")
    parser.add_argument("--work", help="where files go; emptied first")
    parser.add_argument("--golden", metavar="DIR", help="make small files for the tests and end")
    options = parser.parse_args()
    if options.golden:
        kinds = {"Flat", "IDMap2_SQ8", "PQ", "IVF_Flat", "IVF_SQ8", "IVF_PQ", "OPQ_IVF_PQ", "L2norm_IVF_PQ",
                 "IVF_PQ_RFlat", "IVF_PQ_SQ8"}
        made_by_faiss(options.golden, rows=300, dimension=8, queries=5, cells=4, parts=4, bits="x4", kinds=kinds)
        return 0

    shutil.rmtree(options.work, ignore_errors=True)
    ours, theirs, anew = (os.path.join(options.work, part) for part in ("ours", "theirs", "anew"))
    java = shlex.split(options.java) + [MAIN]
    rows = []
    subprocess.run(java + ["write", ours], check=True)
    for name, same, difference, bytes_ in check_ours(ours):
        rows.append((name, "written here, read by FAISS", same, difference, bytes_))
    made_by_faiss(theirs)
    found = subprocess.run(java + ["read", theirs, anew], check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in found.splitlines():
        name, _, same, difference = line.split("\t")
        rows.append((name, "written by FAISS, read here", float(same), float(difference), True))
    for name, same, difference, bytes_ in check_ours(anew):
        rows.append((name, "... and written anew", same, difference, bytes_))

    bad = 0
    print(f"FAISS {faiss.__version__}: the same {K} neighbours, and how far distances differ at most")
    for name, direction, same, difference, bytes_ in rows:
        good = same == 1 and difference <= TOLERANCE and bytes_
        bad += not good
        print(f"{name:34} {direction:28} {same:8.2%} {difference:9.1e}  {'ok' if good else 'DIFFERS'}"
              + ("" if bytes_ else " FAISS would write other bytes"))
    print(f"{len(rows)} checks, {bad} differ")
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
