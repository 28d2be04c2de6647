package io.nearfield.jobs.quickstart;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.connect.lookup.ItemText;
import io.nearfield.connect.lookup.ItemTexts;
import io.nearfield.jobs.live.LiveProcess;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.NeighbourView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Starts the live job, adds an item and removes one while the same question is asked, and puts
 * everything back.
 */
final class LiveDemo {

  private static final String QUESTION = "a raincoat for my dog";
  private static final int K = 3;
  private static final String ADDED = "dog-cape-puddle";
  private static final String ADDED_TEXT =
      "Puddle dog raincoat. A feather-light rain cape for small dogs, with a hole for the lead.";
  private static final String REMOVED = "dog-coat-wax";
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
  private static final Duration CHANGE_LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 20;

  private final LakeOptions lakeOptions;
  private final IndexRef index;
  private final Path launcher;
  private final Narrator narrator;
  private long version;

  LiveDemo(LakeOptions lakeOptions, IndexRef index, Path launcher, Narrator narrator) {
    this.lakeOptions = lakeOptions;
    this.index = index;
    this.launcher = launcher;
    this.narrator = narrator;
  }

  void run(Lake lake) {
    narrator.step("Keep it live: a Flink job with a Kafka broker of its own, in another process");
    narrator.command("live --index " + index.name());
    long begun = System.nanoTime();
    try (LiveProcess live = LiveProcess.start(launcher, lakeOptions, index);
        LiveClient client = new LiveClient(live.bootstrapServers(), LiveTopics.of(index))) {
      narrator.say(
          "Live after "
              + Figures.duration(Duration.ofNanos(System.nanoTime() - begun))
              + ", Kafka at "
              + live.bootstrapServers());
      show(lake, client);
    }
    narrator.say("The live job has been stopped.");
  }

  private void show(Lake lake, LiveClient client) {
    NeighbourView view =
        new NeighbourView(lake, index.dataset())
            .withColumns(lake.index(index).filterColumns(), null)
            .withTexts(Map.of(ADDED, new ItemText(null, "text/plain", ADDED_TEXT, List.of())));
    version = System.currentTimeMillis();
    Change.Upsert original = original(lake);
    Change.Upsert added = new Change.Upsert(ADDED, next(), ADDED_TEXT, null, attributes(lake));
    // An earlier run may have been stopped halfway.
    client.send(new Change.Delete(ADDED, next()));
    client.send(withVersion(original));
    await(client, answer -> !holds(answer, ADDED) && holds(answer, REMOVED));

    ask(client, view, "Before:");

    narrator.command(
        "add --index %s --id %s --text '%s'".formatted(index.name(), ADDED, ADDED_TEXT));
    client.send(withVersion(added));
    Duration seen = await(client, answer -> holds(answer, ADDED));
    ask(client, view, "The new item was found after " + Figures.duration(seen) + ":");

    narrator.command("remove --index %s --id %s".formatted(index.name(), REMOVED));
    client.send(new Change.Delete(REMOVED, next()));
    Duration gone = await(client, answer -> !holds(answer, REMOVED));
    ask(client, view, "The removed item was gone after " + Figures.duration(gone) + ":");

    client.send(new Change.Delete(ADDED, next()));
    client.send(withVersion(original));
    await(client, answer -> !holds(answer, ADDED) && holds(answer, REMOVED));
    narrator.say("Both changes were taken back.");
  }

  private void ask(LiveClient client, NeighbourView view, String heading) {
    narrator.command(
        "search --index %s --text '%s' -k %d --live".formatted(index.name(), QUESTION, K));
    narrator.say(heading);
    narrator.blank();
    view.print(narrator.console(), answer(client), false, Narrator.indent());
    narrator.blank();
  }

  private Duration await(LiveClient client, Predicate<Neighbours> wanted) {
    long begun = System.nanoTime();
    while (true) {
      if (wanted.test(answer(client))) {
        return Duration.ofNanos(System.nanoTime() - begun);
      }
      if (System.nanoTime() - begun > CHANGE_LIMIT.toNanos()) {
        throw new NearfieldException(
            "Cannot see a change of '"
                + index
                + "' in its answers after "
                + CHANGE_LIMIT.toSeconds()
                + " s; the live job's log is in the warehouse's logs folder");
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new NearfieldException("Stopped while waiting for the live job", e);
      }
    }
  }

  private static Neighbours answer(LiveClient client) {
    LookupRequest request = LookupRequest.of(Lookup.of(new Lookup.ByText(QUESTION), K));
    LookupAnswer answer = client.ask(request, ANSWER_LIMIT);
    if (answer.failed()) {
      throw new NearfieldException(answer.error());
    }
    return answer.neighbours();
  }

  private static boolean holds(Neighbours answer, String id) {
    return answer.neighbours().stream().map(Neighbour::entityId).anyMatch(id::equals);
  }

  /** The item to be removed, as the tables have it. */
  private Change.Upsert original(Lake lake) {
    ItemText item = ItemTexts.read(lake, index.dataset(), List.of(REMOVED)).get(REMOVED);
    if (item == null) {
      throw new NearfieldException(
          "Cannot find '" + REMOVED + "' in dataset '" + index.dataset() + "': ingest the sample");
    }
    return new Change.Upsert(REMOVED, next(), item.text(), null, attributes(lake));
  }

  /** The filter columns of the item to be removed; the added one borrows them. */
  private Map<String, Object> attributes(Lake lake) {
    IndexTable table = lake.index(index);
    return table
        .entry(table.requireActive().number(), REMOVED)
        .map(entry -> new TreeMap<>(entry.attributes()))
        .orElseGet(TreeMap::new);
  }

  private Change.Upsert withVersion(Change.Upsert change) {
    return new Change.Upsert(
        change.entityId(), next(), change.text(), change.vector(), change.attributes());
  }

  private long next() {
    version++;
    return version;
  }
}
