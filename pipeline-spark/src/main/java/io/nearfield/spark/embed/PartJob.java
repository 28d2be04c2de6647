package io.nearfield.spark.embed;

import io.nearfield.connect.api.NearfieldException;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaRDD;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job whose tasks' results are had one by one, as they end: the driver commits while
 * other tasks go on, and no core waits for the slowest task of a round.
 */
final class PartJob implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 100;

  private final BlockingQueue<Part> ended = new LinkedBlockingQueue<>();
  private final SimpleFutureAction<BoxedUnit> job;

  /**
   * Submits the job.
   *
   * @param parts one part in each partition
   */
  PartJob(JavaRDD<Part> parts) {
    List<Object> partitions =
        IntStream.range(0, parts.getNumPartitions()).<Object>mapToObj(i -> i).toList();
    this.job =
        parts
            .context()
            .submitJob(
                parts.rdd(),
                new First(),
                CollectionConverters.asScala(partitions).toSeq(),
                new Enqueue(ended),
                new Nothing());
  }

  /** The next part, or null after the last one. */
  Part next() {
    return next(() -> {});
  }

  /**
   * The same.
   *
   * <p>Throws what the job failed of, once all parts that ended are handed out.
   *
   * @param meanwhile called now and then while there is none
   */
  Part next(Runnable meanwhile) {
    while (true) {
      boolean over = job.isCompleted();
      Part part = over ? ended.poll() : waitForOne();
      if (part != null) {
        return part;
      }
      meanwhile.run();
      if (over) {
        job.value().get().get();
        return null;
      }
    }
  }

  private Part waitForOne() {
    try {
      return ended.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NearfieldException("Cannot go on embedding: the command was ended", e);
    }
  }

  /** Cancels what is still going on. */
  @Override
  public void close() {
    if (!job.isCompleted()) {
      job.cancel();
    }
  }

  /** Runs in the task; a partition may be empty. */
  private static final class First extends AbstractFunction1<Iterator<Part>, Part>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Part apply(Iterator<Part> parts) {
      return parts.hasNext() ? parts.next() : null;
    }
  }

  /** Runs in the driver. */
  private static final class Enqueue extends AbstractFunction2<Object, Part, BoxedUnit> {
    private final BlockingQueue<Part> ended;

    Enqueue(BlockingQueue<Part> ended) {
      this.ended = ended;
    }

    @Override
    public BoxedUnit apply(Object partition, Part part) {
      if (part != null) {
        ended.add(part);
      }
      return BoxedUnit.UNIT;
    }
  }

  private static final class Nothing extends AbstractFunction0<BoxedUnit> {
    @Override
    public BoxedUnit apply() {
      return BoxedUnit.UNIT;
    }
  }
}
