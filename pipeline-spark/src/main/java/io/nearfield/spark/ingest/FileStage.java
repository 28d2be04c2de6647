package io.nearfield.spark.ingest;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.ToLongFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/** Runs a reader over files (or parts of files) as tasks of about equal size. */
final class FileStage {

  private final JavaSparkContext context;
  private final Broadcast<SerializableConfiguration> hadoop;

  FileStage(SparkSession spark) {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.hadoop =
        context.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
  }

  /** What a task does with one part; the iterator is consumed before the next part is read. */
  interface Reader<T, R> extends Serializable {
    Iterator<R> read(T part, Configuration hadoop) throws IOException;
  }

  <T, R> JavaRDD<R> over(List<T> parts, ToLongFunction<T> bytes, Reader<T, R> reader) {
    if (parts.isEmpty()) {
      return context.emptyRDD();
    }
    List<List<T>> bins = FileBins.deal(parts, bytes, context.defaultParallelism());
    Broadcast<SerializableConfiguration> conf = hadoop;
    return context
        .parallelize(bins, bins.size())
        .flatMap(bin -> Chain.of(bin, part -> reader.read(part, conf.value().value())));
  }

  /** The same rows, each counted as it passes. */
  static <R> JavaRDD<R> counted(JavaRDD<R> rows, LongAccumulator counter) {
    return rows.map(
        row -> {
          counter.add(1);
          return row;
        });
  }

  /** The rows of one part after the other, opened one at a time. */
  private static final class Chain<T, R> implements Iterator<R> {
    private final Iterator<T> parts;
    private final Opener<T, R> opener;
    private Iterator<R> current = Collections.emptyIterator();

    private Chain(Iterator<T> parts, Opener<T, R> opener) {
      this.parts = parts;
      this.opener = opener;
    }

    static <T, R> Iterator<R> of(List<T> parts, Opener<T, R> opener) {
      return new Chain<>(parts.iterator(), opener);
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext()) {
        if (!parts.hasNext()) {
          return false;
        }
        try {
          current = opener.open(parts.next());
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
      return true;
    }

    @Override
    public R next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return current.next();
    }
  }

  private interface Opener<T, R> {
    Iterator<R> open(T part) throws IOException;
  }
}
