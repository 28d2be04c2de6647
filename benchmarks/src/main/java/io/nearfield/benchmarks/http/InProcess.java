package io.nearfield.benchmarks.http;

import io.nearfield.benchmarks.compare.Percentiles;
import io.nearfield.connect.SearchIndex;
import io.nearfield.connect.api.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** Lookups by calls, from as many threads as there are cores. */
public final class InProcess {

  private InProcess() {}

  /** Asks for so many seconds, the lookups one after the other, again and again. */
  public static Wrk.Load run(SearchIndex index, List<Lookup> lookups, int threads, int seconds)
      throws InterruptedException, ExecutionException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    AtomicInteger next = new AtomicInteger();
    long begun = System.nanoTime();
    long end = begun + seconds * 1_000_000_000L;
    List<Future<long[]>> timed = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      timed.add(
          workers.submit(
              () -> {
                LongStream.Builder nanos = LongStream.builder();
                while (System.nanoTime() < end) {
                  long from = System.nanoTime();
                  Lookup lookup =
                      lookups.get(Math.floorMod(next.getAndIncrement(), lookups.size()));
                  if (index.search(lookup).neighbours().isEmpty()) {
                    throw new IllegalStateException("Cannot measure: a lookup found nothing");
                  }
                  nanos.add(System.nanoTime() - from);
                }
                return nanos.build().toArray();
              }));
    }
    List<long[]> parts = new ArrayList<>();
    for (Future<long[]> one : timed) {
      parts.add(one.get());
    }
    double took = (System.nanoTime() - begun) / 1e9;
    workers.shutdown();
    long[] all = parts.stream().flatMapToLong(LongStream::of).toArray();
    return new Wrk.Load(
        all.length / took, Percentiles.at(0.5, all) / 1e6, Percentiles.at(0.99, all) / 1e6, 0);
  }
}
