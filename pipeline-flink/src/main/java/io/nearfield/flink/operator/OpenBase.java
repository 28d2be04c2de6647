package io.nearfield.flink.operator;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.GenerationView;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.TrainedIndex;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * What a generation was trained to, read from the tables once per process and shared by its
 * operators.
 *
 * <p>Immutable and thread-safe.
 */
final class OpenBase {

  private static final Map<Base, WeakReference<OpenBase>> OPEN = new HashMap<>();

  private final Base base;
  private final Generation generation;
  private final FeatureSet featureSet;
  private final Map<String, AttributeType> columns;
  private final TrainedIndex trained;
  private final int[] partitionOfCell;
  private final int[] partitionsWithCells;

  private OpenBase(Base base) {
    this.base = base;
    try (Lake lake = Lake.open(base.lake())) {
      IndexTable table = lake.index(base.index());
      GenerationView view = view(table, base);
      this.generation = view.generation();
      this.featureSet = lake.requireFeatureSet(base.index().dataset(), generation.featureSet());
      this.columns = Collections.unmodifiableMap(view.filterColumns());
      Codebooks codebooks = table.codebooks(base.generation());
      this.trained = codebooks.trained();
      this.partitionOfCell = codebooks.partitionOfCell();
      this.partitionsWithCells = Arrays.stream(partitionOfCell).distinct().sorted().toArray();
    }
  }

  /**
   * A generation as the base names it.
   *
   * @throws EditionGoneException if it was deleted, or the snapshot with its entries
   */
  static GenerationView view(IndexTable table, Base base) {
    GenerationView view;
    try {
      view = table.view(base.generation(), base.snapshot());
    } catch (NearfieldException e) {
      throw new EditionGoneException(base, Refusals.message(e));
    }
    if (view.generation().entries() > 0 && view.rows() == 0) {
      throw new EditionGoneException(base, "its rows were deleted");
    }
    return view;
  }

  /** Opens a base, or returns the one that an operator of this process still holds. */
  static synchronized OpenBase of(Base base) {
    OPEN.values().removeIf(reference -> reference.get() == null);
    WeakReference<OpenBase> reference = OPEN.get(base);
    OpenBase open = reference == null ? null : reference.get();
    if (open == null) {
      open = new OpenBase(base);
      OPEN.put(base, new WeakReference<>(open));
    }
    return open;
  }

  /**
   * The base, or the active generation if the base is gone by now: for what is the same in all
   * generations that the job can serve, such as the model.
   */
  static OpenBase lasting(Base base) {
    try {
      return of(base);
    } catch (EditionGoneException e) {
      try (Lake lake = Lake.open(base.lake())) {
        IndexTable table = lake.index(base.index());
        GenerationView active = table.view(table.requireActive().number());
        return of(Base.of(base.lake(), base.index(), active));
      }
    }
  }

  Generation generation() {
    return generation;
  }

  FeatureSet featureSet() {
    return featureSet;
  }

  /** What lookups can be filtered by. */
  Map<String, AttributeType> columns() {
    return columns;
  }

  TrainedIndex trained() {
    return trained;
  }

  /** The index partition of a cell. */
  int partition(int cell) {
    return partitionOfCell[cell];
  }

  /** The index partitions that hold any cell, ascending; not to be changed. */
  int[] partitionsWithCells() {
    return partitionsWithCells;
  }

  /** How many index partitions there are; they are numbered from 0. */
  int partitions() {
    return Arrays.stream(partitionOfCell).max().orElse(0) + 1;
  }

  /** Whether text or pictures can be embedded, which takes a model and not imported vectors. */
  boolean hasModel() {
    return featureSet.modelLocation() != null;
  }

  /**
   * The index's own model, shared by the process.
   *
   * @throws NearfieldException if the vectors were imported, or the model is another one by now
   */
  EmbeddingModel model(ModelOptions options) {
    if (!hasModel()) {
      throw new NearfieldException(
          "Cannot embed for index '"
              + base.index()
              + "': its vectors were imported, so nobody knows their model; give a vector");
    }
    EmbeddingModel model = Models.shared(featureSet.modelLocation(), options);
    model.identity().requireSame(generation.model(), "index '" + base.index() + "'");
    return model;
  }
}
