package io.nearfield.spark.features;

import io.nearfield.connect.api.Names;
import java.io.Serializable;

/**
 * Which vectors to import into which feature set.
 *
 * @param dataset whose feature set
 * @param featureSet must be there
 * @param format how the vectors lie
 * @param from a file or folder; null for {@link Format#ITEMS}
 * @param ids the file with one id per line for forms that hold vectors only, else null
 * @param columns where in a row they are
 * @param claim which model made them
 */
public record ImportOptions(
    String dataset,
    String featureSet,
    Format format,
    String from,
    String ids,
    Columns columns,
    ModelClaim claim)
    implements Serializable {

  /** How vectors lie. */
  public enum Format {
    PARQUET,
    JSONL,
    NPY,
    FVECS,
    /** A column of the dataset's own items. */
    ITEMS
  }

  /**
   * Where in a row.
   *
   * @param id column of the entity id
   * @param vector column of the vector
   * @param item column of the item that an annotation belongs to; null if there is none
   */
  public record Columns(String id, String vector, String item) implements Serializable {
    public static final Columns DEFAULT = new Columns("entity_id", "vector", null);
  }

  public ImportOptions {
    Names.check("dataset", dataset);
    Names.check("feature set", featureSet);
    boolean bare = format == Format.NPY || format == Format.FVECS;
    if (bare != (ids != null)) {
      throw new IllegalArgumentException(
          bare
              ? "Cannot import '"
                  + from
                  + "': it holds no ids; name the file with one id per line"
                  + " (--ids)"
              : "Cannot use an ids file with " + format + ": its rows have ids (--ids)");
    }
    if ((from == null) != (format == Format.ITEMS)) {
      throw new IllegalArgumentException(
          "Cannot import: "
              + format
              + (from == null ? " needs a file" : " takes no file")
              + " (--from)");
    }
  }
}
