package io.nearfield.flink.table;

import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.functions.async.AsyncRetryStrategy;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperator;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.retryable.AsyncRetryStrategies;

/**
 * Flink's unordered asynchronous step, which lets what is under way come to its end before each
 * checkpoint instead of keeping it in the state. So whatever was read before a barrier has left the
 * step before it, and a checkpoint is exactly the changes up to its offsets. It costs the
 * checkpoint the time of what is under way: milliseconds for texts.
 */
public final class DrainedAsync {

  private DrainedAsync() {}

  /**
   * The step.
   *
   * @param capacity how many may be under way at once in a subtask
   */
  public static <I, O> SingleOutputStreamOperator<O> unordered(
      DataStream<I> in,
      String name,
      TypeInformation<O> type,
      AsyncFunction<I, O> function,
      Duration timeout,
      int capacity) {
    return in.transform(name, type, new Factory<>(function, timeout.toMillis(), capacity));
  }

  private static final class Factory<I, O> extends AsyncWaitOperatorFactory<I, O> {
    private static final long serialVersionUID = 1L;

    private final AsyncFunction<I, O> function;
    private final long timeoutMillis;
    private final int capacity;

    Factory(AsyncFunction<I, O> function, long timeoutMillis, int capacity) {
      super(function, timeoutMillis, capacity, OutputMode.UNORDERED);
      this.function = function;
      this.timeoutMillis = timeoutMillis;
      this.capacity = capacity;
    }

    @Override
    // As declared by Flink; the caller asks for the operator that this factory makes.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T extends StreamOperator<O>> T createStreamOperator(
        StreamOperatorParameters<O> parameters) {
      return (T) new Operator<>(parameters, function, timeoutMillis, capacity);
    }

    @Override
    @SuppressWarnings("rawtypes") // as declared by Flink
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
      return Operator.class;
    }
  }

  private static final class Operator<I, O> extends AsyncWaitOperator<I, O> {
    private static final long serialVersionUID = 1L;

    Operator(
        StreamOperatorParameters<O> parameters,
        AsyncFunction<I, O> function,
        long timeoutMillis,
        int capacity) {
      super(
          parameters,
          function,
          timeoutMillis,
          capacity,
          OutputMode.UNORDERED,
          noRetries(),
          parameters.getProcessingTimeService(),
          parameters.getMailboxExecutor());
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
      super.prepareSnapshotPreBarrier(checkpoint);
      endInput(); // waits for what is under way, and does nothing else without retries
    }

    @SuppressWarnings("unchecked") // a strategy that never retries fits any type
    private static <O> AsyncRetryStrategy<O> noRetries() {
      return (AsyncRetryStrategy<O>) AsyncRetryStrategies.NO_RETRY_STRATEGY;
    }
  }
}
