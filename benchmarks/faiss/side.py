#!/usr/bin/env python3
"""The FAISS side of the benchmarks: does what it is told, one JSON object a line in, one a line out.

Started by `benchmarks/run`; it holds the same vectors as the Java side, and times nothing but the calls of FAISS.
"""
import json
import os
import sys
import time

# What FAISS itself prints must not get among the answers.
ANSWERS = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

import numpy as np  # noqa: E402
import faiss  # noqa: E402


class Side:
    def __init__(self):
        self.base = self.train = self.query = None
        self.index = None
        self.coarse = {}  # (nlist, iterations) -> centroids

    # ------------------------------------------------------------ what is there

    def hello(self, threads):
        faiss.omp_set_num_threads(threads)
        options = faiss.get_compile_options().strip() if hasattr(faiss, "get_compile_options") else ""
        return {"version": faiss.__version__, "options": options, "numpy": np.__version__}

    def load(self, folder, queries):
        self.base = read(folder, "base")
        self.train = read(folder, "train")
        self.query = np.ascontiguousarray(read(folder, "query")[:queries])
        return {"base": len(self.base), "train": len(self.train), "query": len(self.query)}

    # ------------------------------------------------------------ search

    def build(self, spec, cache, threads, iterations):
        """Trains and fills an index, or reads it from the cache together with the times it took."""
        faiss.omp_set_num_threads(threads)
        self.drop()
        kept = os.path.join(cache, "faiss-%s-%s-i%d" % (faiss.__version__, file_name(spec), iterations)) if cache else None
        if kept and os.path.exists(kept + ".json"):
            self.index = faiss.read_index(kept + ".index")
            with open(kept + ".json", encoding="utf-8") as told:
                figures = json.load(told)
            figures["cached"] = True
        else:
            reset_peak()
            # Comparing with all by inner product is cheaper for FAISS, and on unit vectors the same order.
            metric = faiss.METRIC_INNER_PRODUCT if spec == "Flat" else faiss.METRIC_L2
            index = faiss.index_factory(self.base.shape[1], spec, metric)
            coarse = self.train_coarse(index, cache, iterations)
            begun = time.perf_counter()
            index.train(self.train)
            trained = time.perf_counter()
            for at in range(0, len(self.base), 100_000):
                index.add(self.base[at:at + 100_000])
            added = time.perf_counter()
            self.index = index
            figures = {"train": coarse + trained - begun, "add": added - trained, "peak": peak()}
            if kept:
                faiss.write_index(index, kept + ".index")
                with open(kept + ".json", "w", encoding="utf-8") as told:
                    json.dump(figures, told)
            figures["cached"] = False
        figures["bytes"] = size_of(self.index)
        return figures

    def train_coarse(self, index, cache, iterations):
        """The cells, trained once for all indexes with as many; returns the seconds that took."""
        ivf = inner(index)
        if ivf is None:
            return 0.0
        ivf.cp.niter = iterations
        if isinstance(faiss.downcast_index(index), faiss.IndexPreTransform):
            return 0.0  # its cells lie in the rotated space: trained with the rest
        key = (ivf.nlist, iterations)
        kept = os.path.join(cache, "faiss-%s-cells-%d-i%d" % ((faiss.__version__,) + key)) if cache else None
        if key not in self.coarse and kept and os.path.exists(kept + ".json"):
            with open(kept + ".json", encoding="utf-8") as told:
                self.coarse[key] = (np.load(kept + ".npy"), json.load(told)["seconds"])
        if key in self.coarse:
            ivf.quantizer.add(self.coarse[key][0])
            return self.coarse[key][1]
        begun = time.perf_counter()
        ivf.train_q1(len(self.train), faiss.swig_ptr(self.train), False, faiss.METRIC_L2)
        seconds = time.perf_counter() - begun
        self.coarse[key] = (ivf.quantizer.reconstruct_n(0, ivf.nlist), seconds)
        if kept:
            np.save(kept + ".npy", self.coarse[key][0])
            with open(kept + ".json", "w", encoding="utf-8") as told:
                json.dump({"seconds": seconds}, told)
        return seconds

    def set(self, setting):
        refine = faiss.downcast_index(self.index)
        if hasattr(refine, "k_factor"):
            refine.k_factor = float(max(1, setting.get("rerank", 1)))
        ivf = inner(self.index)
        if ivf is not None:
            ivf.nprobe = setting["nprobe"]
            if setting.get("qb") and hasattr(ivf, "qb"):
                ivf.qb = setting["qb"]

    def queries(self, part):
        return np.ascontiguousarray(self.query[::2]) if part == "tuning" else self.query

    def search(self, setting, k, part, threads):
        faiss.omp_set_num_threads(threads)
        self.set(setting)
        begun = time.perf_counter()
        _, ids = self.index.search(self.queries(part), k)
        return {"seconds": time.perf_counter() - begun, "ids": ids.ravel().tolist()}

    def batch(self, setting, k, part, threads, seconds):
        """Whole batches until the time is up: how many queries, and how long they took."""
        faiss.omp_set_num_threads(threads)
        self.set(setting)
        queries = self.queries(part)
        done, begun = 0, time.perf_counter()
        while True:
            self.index.search(queries, k)
            done += len(queries)
            taken = time.perf_counter() - begun
            if taken >= seconds:
                return {"queries": done, "seconds": taken}

    def single(self, setting, k):
        """One query at a time, past Python's wrapper: nanoseconds of each."""
        faiss.omp_set_num_threads(1)
        self.set(setting)
        distances, ids = np.empty((1, k), np.float32), np.empty((1, k), np.int64)
        to_distances, to_ids = faiss.swig_ptr(distances), faiss.swig_ptr(ids)
        pointers = [faiss.swig_ptr(self.query[i]) for i in range(len(self.query))]
        ask = self.index.search_c if hasattr(self.index, "search_c") else self.index.search
        nanos = []
        for pointer in pointers:
            begun = time.perf_counter_ns()
            ask(1, pointer, k, to_distances, to_ids)
            nanos.append(time.perf_counter_ns() - begun)
        return {"nanos": nanos}

    def drop(self):
        self.index = None
        return {}

    # ------------------------------------------------------------ building blocks

    def kmeans(self, k, iterations, threads, kind):
        faiss.omp_set_num_threads(threads)
        d = self.train.shape[1]
        if kind == "super":
            if not hasattr(faiss, "SuperKMeans"):
                return {"absent": "SuperKMeans is not in FAISS " + faiss.__version__}
            parameters = faiss.SuperKMeansParameters()
            parameters.niter = iterations
            clustering = faiss.SuperKMeans(d, k, parameters)
            begun = time.perf_counter()
            clustering.train(self.train)
            taken = time.perf_counter() - begun
        else:
            clustering = faiss.Clustering(d, k)
            clustering.niter = iterations
            clustering.max_points_per_centroid = 1 << 30
            begun = time.perf_counter()
            clustering.train(self.train, faiss.IndexFlatL2(d))
            taken = time.perf_counter() - begun
        centroids = faiss.vector_to_array(clustering.centroids).reshape(k, d)
        index = faiss.IndexFlatL2(d)
        index.add(centroids)
        squared, cells = index.search(self.train, 1)
        sizes = np.bincount(cells.ravel(), minlength=k)
        return {"seconds": taken, "objective": float(squared.sum(dtype=np.float64)),
                "longest": float(sizes.max() / sizes.mean()), "empty": int((sizes == 0).sum())}

    def quantizer(self, kind, m, bits, rows, iterations, threads):
        """Trains a product quantizer on the first training vectors, behind a rotation for it when that is asked."""
        faiss.omp_set_num_threads(threads)
        x = np.ascontiguousarray(self.train[:rows])
        d = x.shape[1]
        begun = time.perf_counter()
        if kind == "opq":
            opq = faiss.OPQMatrix(d, m)
            opq.max_train_points = rows
            opq.train(x)
            x = opq.apply(x)
        pq = faiss.ProductQuantizer(d, m, bits)
        pq.cp.niter = iterations
        pq.train(x)
        taken = time.perf_counter() - begun
        error = ((x - pq.decode(pq.compute_codes(x))) ** 2).sum(1).mean()
        return {"seconds": taken, "loss": float(error)}

    def prepare(self, spec, rows, few, threads, iterations):
        """Trains an index and assigns its vectors, for the rates asked next."""
        faiss.omp_set_num_threads(threads)
        x = np.ascontiguousarray(self.base[:rows])
        index = faiss.index_factory(x.shape[1], spec, faiss.METRIC_L2)
        ivf = inner(index)
        ivf.cp.niter = iterations
        index.train(self.train)
        _, cells = ivf.quantizer.search(x, 1)
        residuals = x - ivf.quantizer.reconstruct_n(0, ivf.nlist)[cells.ravel()]
        self.work = (index, x, np.arange(rows, dtype=np.int64), residuals, few)
        return {}

    def rate(self, what, threads):
        """How many vectors in how many seconds: assign, encode, add (with both), addOne, remove."""
        index, x, ids, residuals, few = self.work
        ivf = inner(index)
        faiss.omp_set_num_threads(threads)
        count = len(x)
        if what == "assign":
            begun = time.perf_counter()
            ivf.quantizer.search(x, 1)
        elif what == "encode":
            begun = time.perf_counter()
            ivf.pq.compute_codes(residuals)
        elif what == "add":
            ivf.set_direct_map_type(faiss.DirectMap.NoMap)
            index.reset()
            begun = time.perf_counter()
            index.add_with_ids(x, ids)
        elif what == "addOne":
            count = few
            begun = time.perf_counter()
            for i in range(few):
                index.add_with_ids(x[i:i + 1], ids[i:i + 1] + len(x))
        else:
            gone = np.ascontiguousarray(np.random.default_rng(1).permutation(ids)[: len(ids) // 2])
            ivf.set_direct_map_type(faiss.DirectMap.Hashtable)
            selector = faiss.IDSelectorArray(gone)
            begun = time.perf_counter()
            count = ivf.remove_ids(selector)
        return {"queries": int(count), "seconds": time.perf_counter() - begun}


def read(folder, name):
    path = os.path.join(folder, name)
    if os.path.exists(path + ".npy"):
        return np.ascontiguousarray(np.load(path + ".npy", mmap_mode="r"), np.float32)
    raw = np.fromfile(path + ".fvecs", np.int32)
    return np.ascontiguousarray(raw.reshape(-1, raw[0] + 1)[:, 1:].view(np.float32))


def inner(index):
    """The inverted file within an index, or None."""
    index = faiss.downcast_index(index)
    while not isinstance(index, faiss.IndexIVF):
        if hasattr(index, "base_index"):
            index = faiss.downcast_index(index.base_index)
        elif isinstance(index, faiss.IndexPreTransform):
            index = faiss.downcast_index(index.index)
        else:
            return None
    return index


def size_of(index):
    """Bytes of the index as a file."""
    counted = [0]

    def count(part):
        counted[0] += len(part)
        return len(part)

    writer = faiss.PyCallbackIOWriter(count)
    faiss.write_index(index, writer)
    del writer  # what it held back
    return counted[0]


def file_name(spec):
    return "".join(c if c.isalnum() else "_" for c in spec)


def reset_peak():
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as f:
            f.write("5")
    except OSError:
        pass


def peak():
    try:
        with open("/proc/self/status", encoding="ascii") as f:
            for line in f:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def main():
    side = Side()
    for line in sys.stdin:
        order = json.loads(line)
        name = order.pop("do")
        try:
            answer = getattr(side, name)(**order)
        except Exception as failure:  # told to whoever asked
            answer = {"error": "%s: %s" % (type(failure).__name__, failure)}
        ANSWERS.write(json.dumps(answer) + "\n")
        ANSWERS.flush()


if __name__ == "__main__":
    main()
