package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Generation.State;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.NotFoundException;
import io.nearfield.connect.iceberg.Descriptions.Described;
import io.nearfield.index.TrainedIndex;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * One index: its generations, what they were trained to, and their entries.
 *
 * <p>Every call reads the table as it is then, so all handles in all processes see a change at
 * once. Changes of state are single commits that are decided anew if somebody else was faster.
 * Entries are written by the engines, before the generation is activated. Thread-safe.
 */
public final class IndexTable {

  static final String GENERATION = "nearfield.generation.";
  private static final String ACTIVE = "nearfield.active-generation";
  private static final String LAST = "nearfield.last-generation";
  private static final String ROLL_BACK = "roll back to";
  static final String FILTER_COLUMNS = "nearfield.filter-columns";

  private final LakeCatalog catalog;
  private final IndexRef ref;
  private final List<String> requested;

  /**
   * @param requested the filter columns that the next generation is to have; null for those last
   *     asked for
   */
  IndexTable(LakeCatalog catalog, IndexRef ref, List<String> requested) {
    this.catalog = catalog;
    this.ref = ref;
    this.requested = requested;
  }

  public IndexRef ref() {
    return ref;
  }

  /** The table of the entries in the index's dataset: {@code index_<name>}. */
  public String tableName() {
    return Schemas.INDEX + ref.name();
  }

  /** The table of what its generations were trained to: {@code codebooks_<name>}. */
  public String codebookTableName() {
    return Schemas.CODEBOOKS + ref.name();
  }

  /**
   * The column of the index table that holds a filter column's values: its own name, or {@code
   * user_} and it where the table needs that name itself, such as {@code user_code}.
   */
  public static String column(String filterColumn) {
    return Columns.column(filterColumn, Schemas.INDEX_NAMES);
  }

  /**
   * What lookups can be filtered by, by attribute name: on the handle that {@code createIndex}
   * returned, what was asked for there; else the active generation's columns; else those last asked
   * for.
   */
  public Map<String, AttributeType> filterColumns() {
    Table table = load();
    if (requested != null) {
      return EntryRows.types(table, requested);
    }
    return EntryRows.types(
        table, activeOf(table).map(Described::filterColumns).orElseGet(() -> lastRequested(table)));
  }

  /** What lookups in a generation can be filtered by. */
  public Map<String, AttributeType> filterColumns(long generation) {
    Table table = load();
    return EntryRows.types(table, require(table.properties(), generation).filterColumns());
  }

  /** All generations by number, of any state. */
  public List<Generation> generations() {
    return described(load().properties()).stream().map(Described::generation).toList();
  }

  /** The generation that serves, if one does. */
  public Optional<Generation> active() {
    return activeOf(load()).map(Described::generation);
  }

  /**
   * The generation that serves.
   *
   * @throws NearfieldException if none does, with the generations that are there
   */
  public Generation requireActive() {
    return active()
        .orElseThrow(
            () ->
                new NearfieldException(
                    "Cannot look up in index '"
                        + ref
                        + "': no generation is active"
                        + states(generations())
                        + "; build it with 'nearfield build'"));
  }

  private static String states(List<Generation> generations) {
    return generations.isEmpty()
        ? ""
        : generations.stream()
            .map(generation -> generation.number() + " is " + generation.state())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  /**
   * One generation.
   *
   * @throws NearfieldException if it is not there
   */
  public Generation generation(long number) {
    return require(load().properties(), number).generation();
  }

  /**
   * Which changes of the live index a generation shows for sure, so that a live job over it begins
   * with the first that it does not. A lower bound; nothing, if no live job committed anything or
   * the snapshots that would tell have been expired.
   */
  public CoveredOffsets covered(long number) {
    return CoveredChanges.of(catalog, ref, generation(number));
  }

  /**
   * Takes the next number and notes {@code draft} under it as BUILDING. Nobody else gets that
   * number, however many begin at once.
   *
   * @param draft its number and state do not matter
   */
  public Generation begin(Generation draft) {
    Table table = load();
    Generation[] begun = new Generation[1];
    CommitRetry.properties(
        table,
        "begin a generation of index '" + ref + "'",
        properties -> {
          long number = Long.parseLong(properties.getOrDefault(LAST, "0")) + 1;
          List<String> columns =
              requested != null
                  ? requested
                  : Descriptions.names(
                      properties.getOrDefault(FILTER_COLUMNS, "[]"), where(FILTER_COLUMNS));
          begun[0] = numbered(draft, number);
          properties.put(LAST, Long.toString(number));
          put(properties, begun[0], columns);
        });
    return begun[0];
  }

  /** Writes what a generation was trained to, in place of what was there for it. */
  public void writeCodebooks(long generation, TrainedIndex trained, int[] partitionOfCell) {
    generation(generation);
    CodebookRows.write(codebookTable(), generation, new Codebooks(trained, partitionOfCell));
  }

  /**
   * What a generation was trained to, cross-checked with its description.
   *
   * @throws NearfieldException naming the table and what is missing or wrong
   */
  public Codebooks codebooks(long generation) {
    return CodebookRows.read(codebookTable(), generation(generation));
  }

  /**
   * Lets a graded generation serve. In the same commit the one that served so far becomes RETIRED.
   *
   * @throws NearfieldException if it is not BUILDING, or its recall is below its target or unknown
   */
  public void activate(Generation graded) {
    if (!(graded.recall() >= graded.recallTarget())) {
      throw new NearfieldException(
          "Cannot activate generation "
              + graded.number()
              + " of index '"
              + ref
              + "': recall@10 is "
              + (Double.isNaN(graded.recall())
                  ? "not graded, its target is " + graded.recallTarget() + "; grade it first"
                  : graded.recall()
                      + ", below its target "
                      + graded.recallTarget()
                      + "; build with finer codes or more probed cells, or ask for a lower"
                      + " target"));
    }
    flip("activate", graded.number(), State.BUILDING, graded);
  }

  /** Notes that a graded generation never serves. */
  public void reject(Generation graded) {
    CommitRetry.properties(
        load(),
        "reject generation " + graded.number() + " of index '" + ref + "'",
        properties -> {
          Described there = require(properties, graded.number());
          requireState("reject", there.generation(), State.BUILDING);
          put(properties, graded.withState(State.REJECTED), there.filterColumns());
        });
  }

  /**
   * Lets a RETIRED generation serve again; in the same commit the one that served so far becomes
   * RETIRED. Nothing happens if it serves already.
   *
   * @throws NearfieldException if it is of another state, or its rows have been deleted since
   */
  public void rollback(long generation) {
    Generation chosen = generation(generation);
    if (chosen.state() == State.ACTIVE) {
      return;
    }
    requireState(ROLL_BACK, chosen, State.RETIRED);
    if (chosen.entries() > 0 && EntryRows.count(load(), -1, generation) == 0) {
      throw new NearfieldException(
          "Cannot roll back to generation "
              + generation
              + " of index '"
              + ref
              + "': its rows have been deleted since; build the index again");
    }
    codebooks(generation);
    flip(ROLL_BACK, generation, State.RETIRED, null);
  }

  /**
   * Begins to change the entries of the generation that serves.
   *
   * @throws NearfieldException if none serves
   */
  public Refresh refresh() {
    long number = requireActive().number();
    Table table = load();
    return new Refresh(table, ref, GENERATION + number, require(table.properties(), number));
  }

  /**
   * Takes a generation out of service: the ACTIVE one becomes RETIRED and nothing serves until
   * another is activated; one that a killed build left BUILDING becomes REJECTED. A RETIRED one
   * stays as it is.
   *
   * @throws NearfieldException if it is REJECTED, or not there
   */
  public void retire(long generation) {
    CommitRetry.properties(
        load(),
        "retire generation " + generation + " of index '" + ref + "'",
        properties -> {
          Described there = require(properties, generation);
          State state = there.generation().state();
          if (state == State.REJECTED) {
            requireState("retire", there.generation(), State.ACTIVE);
          }
          State after = state == State.BUILDING ? State.REJECTED : State.RETIRED;
          put(properties, there.generation().withState(after), there.filterColumns());
          if (state == State.ACTIVE) {
            properties.remove(ACTIVE);
          }
        });
  }

  /**
   * A generation as it is now, description and entries of one moment.
   *
   * @throws NearfieldException if it is not there
   */
  public GenerationView view(long generation) {
    Table table = load();
    Snapshot current = table.currentSnapshot();
    return view(table, current == null ? -1 : current.snapshotId(), generation);
  }

  /**
   * A generation with the entries that a snapshot shows; its description is the present one.
   *
   * @param snapshot from {@link GenerationView#snapshot}
   * @throws NearfieldException if the generation is not there, or the snapshot expired
   */
  public GenerationView view(long generation, long snapshot) {
    Table table = load();
    if (snapshot >= 0 && table.snapshot(snapshot) == null) {
      throw new NearfieldException(
          "Cannot read snapshot "
              + snapshot
              + " of the table of index '"
              + ref
              + "': it has expired; keep snapshots longer ('nearfield generations expire"
              + " --older-than')");
    }
    return view(table, snapshot, generation);
  }

  private GenerationView view(Table table, long snapshot, long generation) {
    Described there = require(table.properties(), generation);
    return new GenerationView(table, snapshot, there.generation(), there.filterColumns());
  }

  /** The entries of one index partition of a generation, in no particular order. */
  public CloseableIterable<IndexEntry> entries(long generation, int partition) {
    Table table = load();
    return EntryRows.entries(
        table, -1, require(table.properties(), generation).filterColumns(), generation, partition);
  }

  /**
   * Reads a generation in tasks that have no catalog, all from the snapshot that is current now.
   *
   * @param filterColumns the attributes to read; others are left out of the entries
   */
  public EntryReader reader(long generation, Collection<String> filterColumns) {
    return new EntryReader(
        SerializableTable.copyOf(load()), generation, List.copyOf(filterColumns), -1);
  }

  /** Where each entity of a generation lies; reads no codes and no vectors. */
  public CloseableIterable<EntryLocation> locations(long generation) {
    return EntryRows.locations(load(), -1, generation);
  }

  /** The entry of an entity, if the generation has one. Reads one row group or a few. */
  public Optional<IndexEntry> entry(long generation, String entityId) {
    Table table = load();
    return EntryRows.entry(
        table, require(table.properties(), generation).filterColumns(), generation, entityId);
  }

  /** The entries of several entities of a generation; those that have none are missing. */
  public List<IndexEntry> entries(long generation, Collection<String> entityIds) {
    Table table = load();
    return EntryRows.entries(
        table, require(table.properties(), generation).filterColumns(), generation, entityIds);
  }

  private void flip(String verb, long number, State from, Generation gradedOrNull) {
    CommitRetry.properties(
        load(),
        verb + " generation " + number + " of index '" + ref + "'",
        properties -> {
          Described chosen = require(properties, number);
          requireState(verb, chosen.generation(), from);
          for (Described other : described(properties)) {
            if (other.generation().state() == State.ACTIVE) {
              put(properties, other.generation().withState(State.RETIRED), other.filterColumns());
            }
          }
          Generation serving = gradedOrNull == null ? chosen.generation() : gradedOrNull;
          put(properties, serving.withState(State.ACTIVE), chosen.filterColumns());
          properties.put(ACTIVE, Long.toString(number));
        });
  }

  private void requireState(String verb, Generation generation, State state) {
    if (generation.state() != state) {
      throw new NearfieldException(
          "Cannot "
              + verb
              + " generation "
              + generation.number()
              + " of index '"
              + ref
              + "': it is "
              + generation.state()
              + ", expected "
              + state);
    }
  }

  private Optional<Described> activeOf(Table table) {
    return Optional.ofNullable(table.properties().get(ACTIVE))
        .map(number -> require(table.properties(), Long.parseLong(number)));
  }

  private List<String> lastRequested(Table table) {
    return Descriptions.names(
        table.properties().getOrDefault(FILTER_COLUMNS, "[]"), where(FILTER_COLUMNS));
  }

  private List<Described> described(Map<String, String> properties) {
    return properties.keySet().stream()
        .filter(key -> key.startsWith(GENERATION))
        .map(key -> Descriptions.generation(properties.get(key), where(key)))
        .sorted(Comparator.comparingLong(d -> d.generation().number()))
        .toList();
  }

  private Described require(Map<String, String> properties, long number) {
    String text = properties.get(GENERATION + number);
    if (text == null) {
      throw new NotFoundException(
          "Cannot find generation "
              + number
              + " of index '"
              + ref
              + "': there are "
              + described(properties).stream().map(d -> d.generation().number()).toList());
    }
    return Descriptions.generation(text, where(GENERATION + number));
  }

  private static void put(
      Map<String, String> properties, Generation generation, List<String> filterColumns) {
    properties.put(GENERATION + generation.number(), Descriptions.write(generation, filterColumns));
  }

  private static Generation numbered(Generation draft, long number) {
    return draft.withNumber(number).withState(State.BUILDING);
  }

  private String where(String property) {
    return "property '" + property + "' of index '" + ref + "'";
  }

  private Table load() {
    return catalog.load(ref.dataset(), tableName());
  }

  private Table codebookTable() {
    return catalog.load(ref.dataset(), codebookTableName());
  }
}
