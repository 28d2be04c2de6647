package io.nearfield.flink.operator;

import io.nearfield.flink.message.PartialAnswer;
import io.nearfield.index.search.RecallGrade;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The canary's end: compares answers with the truth that the index partitions found beside them,
 * and publishes the recall with its 95 % interval over the last samples, overall and per index
 * partition. Says so once when the interval falls below the index's target.
 *
 * <p>Samples wait in memory and not in state: one that is lost is a lost sample.
 */
public final class GradeAnswers extends ProcessFunction<PartialAnswer, Void> {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(GradeAnswers.class);

  private static final int MOST_WAITING = 1_000;

  /** Fewer samples say too little to wake somebody. */
  private static final int ENOUGH = 30;

  private final Base base;
  private transient double target;
  private transient Map<String, GradedAnswer> waiting;
  private transient RecallWindow window;
  private transient Set<Integer> published;
  private transient Counter graded;
  private transient volatile boolean below;

  public GradeAnswers(Base base) {
    this.base = base;
  }

  @Override
  public void open(OpenContext context) {
    target = OpenBase.lasting(base).generation().recallTarget();
    window = new RecallWindow();
    published = new HashSet<>();
    waiting =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, GradedAnswer> eldest) {
            return size() > MOST_WAITING;
          }
        };
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    graded = metrics.counter("gradedLookups");
    publish(metrics, RecallWindow.OVERALL);
    metrics.gauge("recallTarget", () -> target);
    metrics.gauge("recallBelowTarget", () -> below ? 1 : 0);
  }

  /** Until something is graded the recall is not a number. */
  private void publish(MetricGroup group, int partition) {
    group.gauge(
        "recall", () -> window.grade(partition).map(RecallGrade::recall).orElse(Double.NaN));
    group.gauge(
        "recallLow", () -> window.grade(partition).map(RecallGrade::low).orElse(Double.NaN));
    group.gauge(
        "recallHigh", () -> window.grade(partition).map(RecallGrade::high).orElse(Double.NaN));
  }

  @Override
  public void processElement(PartialAnswer part, Context context, Collector<Void> out) {
    GradedAnswer answer = waiting.computeIfAbsent(part.ticket(), ticket -> new GradedAnswer());
    answer.add(part);
    if (!answer.isComplete()) {
      return;
    }
    waiting.remove(part.ticket());
    if (answer.hasFailed()) {
      return;
    }
    graded.inc();
    Map<Integer, GradedAnswer.Share> shares = answer.shares();
    window.add(answer.generation(), shares);
    for (int partition : shares.keySet()) {
      if (published.add(partition)) {
        publish(
            getRuntimeContext().getMetricGroup().addGroup("partition", Integer.toString(partition)),
            partition);
      }
    }
    judge();
  }

  private void judge() {
    RecallGrade grade = window.grade(RecallWindow.OVERALL).orElseThrow();
    boolean nowBelow = grade.queries() >= ENOUGH && grade.high() < target;
    if (nowBelow && !below) {
      LOG.warn(
          String.format(
              Locale.ROOT,
              "Recall of index %s is %.3f (%.3f to %.3f over %d lookups), below its target of %.3f:"
                  + " build it again",
              base.index(),
              grade.recall(),
              grade.low(),
              grade.high(),
              grade.queries(),
              target));
    }
    below = nowBelow;
  }
}
