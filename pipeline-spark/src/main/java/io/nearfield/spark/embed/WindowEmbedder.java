package io.nearfield.spark.embed;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.embed.CarefulEmbedder;
import io.nearfield.connect.embed.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;

/**
 * Embeds the contents of a window with as many callers as the task has cores; they share the
 * process's one session of the model.
 */
final class WindowEmbedder implements AutoCloseable {

  /** Texts for one caller to sort by length: enough that most lengths come several times. */
  private static final int BATCHED = 1024;

  private static final int SINGLE = 64;

  /** Nothing is known of how long a content takes. */
  private static final int FIRST = 16;

  private final EmbeddingModel model;
  private final CarefulEmbedder careful;
  private final ContentReader reader;
  private final Configuration hadoop;
  private final VectorCheck check;
  private final int callers;
  private final ExecutorService others;
  private double secondsPerContent;

  WindowEmbedder(
      EmbeddingModel model,
      ContentReader reader,
      Configuration hadoop,
      VectorCheck check,
      int callers) {
    this.model = model;
    this.careful = new CarefulEmbedder(model);
    this.reader = reader;
    this.hadoop = hadoop;
    this.check = check;
    this.callers = callers;
    this.others = callers == 1 ? null : Executors.newFixedThreadPool(callers);
  }

  /**
   * The next window: as large as is of use, once it is known that it will not take too long.
   *
   * @param seconds how long it may take
   */
  TaskWindow window(double seconds) {
    int most = model.batchInvariant() ? BATCHED : SINGLE;
    double possible = secondsPerContent == 0 ? FIRST : seconds / secondsPerContent / callers;
    return new TaskWindow(callers * (int) Math.max(1, Math.min(most, possible)));
  }

  /** One outcome for each group. */
  List<Outcome> embed(List<TaskWindow.Group> groups) throws InterruptedException {
    long began = System.nanoTime();
    Outcome[] outcomes = new Outcome[groups.size()];
    Callable<Void> work = model.batchInvariant() ? null : oneByOne(groups, outcomes);
    List<Callable<Void>> works = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      works.add(work != null ? work : together(groups, outcomes, caller));
    }
    run(works);
    secondsPerContent = (System.nanoTime() - began) / 1e9 / Math.max(1, outcomes.length);
    return List.of(outcomes);
  }

  /** Callers take the next content as soon as they are done; a content is held only meanwhile. */
  private Callable<Void> oneByOne(List<TaskWindow.Group> groups, Outcome[] outcomes) {
    AtomicInteger next = new AtomicInteger();
    return () -> {
      for (int i = next.getAndIncrement(); i < outcomes.length; i = next.getAndIncrement()) {
        Reading reading = Reading.of(reader, groups.get(i).entity(), hadoop);
        outcomes[i] =
            reading.refusal() != null
                ? reading.refusal()
                : check.of(careful.embed(reading.content()));
      }
      return null;
    };
  }

  /** Each caller has a share, in which the model finds texts of equal length. */
  private Callable<Void> together(List<TaskWindow.Group> groups, Outcome[] outcomes, int caller) {
    return () -> {
      List<Content> contents = new ArrayList<>();
      List<Integer> places = new ArrayList<>();
      for (int i = caller; i < outcomes.length; i += callers) {
        Reading reading = Reading.of(reader, groups.get(i).entity(), hadoop);
        outcomes[i] = reading.refusal();
        if (reading.refusal() == null) {
          contents.add(reading.content());
          places.add(i);
        }
      }
      List<Outcome> made = careful.embed(contents);
      for (int i = 0; i < made.size(); i++) {
        outcomes[places.get(i)] = check.of(made.get(i));
      }
      return null;
    };
  }

  private void run(List<Callable<Void>> works) throws InterruptedException {
    try {
      if (others == null) {
        works.get(0).call();
        return;
      }
      for (Future<Void> done : others.invokeAll(works)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot go on embedding: " + e.getMessage(), e.getCause());
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (others != null) {
      others.shutdownNow();
    }
  }
}
