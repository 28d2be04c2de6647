package io.nearfield.spark.export;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Names;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What to export, and where to.
 *
 * @param dataset whose items
 * @param name what this export is called among the dataset's; runs of one name follow each other
 * @param to the folder, a path or any Hadoop file system URI
 * @param selection what is in it
 * @param mode how it stands to what was exported before
 * @param maxRowsPerFile where a file is cut, 0 for one file per task
 */
public record ExportOptions(
    String dataset, String name, String to, Selection selection, Mode mode, long maxRowsPerFile) {

  /** How an export stands to those before. */
  public enum Mode {
    /** Everything, into a folder that is not there yet. */
    EVERYTHING,
    /** Everything, in place of an earlier one of the same name in the same folder. */
    REPLACE,
    /** What changed since the last one of the same name, into a new numbered folder below. */
    CHANGES
  }

  /**
   * What is exported.
   *
   * @param featureSets whose vectors go with the items; exactly one for files of vectors
   * @param filter a condition on the items' attributes, or null
   * @param index for FAISS, else null
   */
  public record Selection(
      ExportFormat format, List<String> featureSets, String filter, IndexRef index) {

    public Selection {
      featureSets = featureSets.stream().distinct().sorted().toList();
      featureSets.forEach(set -> Names.check("feature set", set));
      if (format.ofVectors() && featureSets.size() != 1) {
        throw new IllegalArgumentException(
            "Cannot export %s: it holds the vectors of one feature set, got %d (--feature-set)"
                .formatted(format, featureSets.size()));
      }
      if ((format == ExportFormat.FAISS) != (index != null)) {
        throw new IllegalArgumentException(
            format == ExportFormat.FAISS
                ? "Cannot export FAISS: say of which index (--index)"
                : "Cannot export an index as %s: only as FAISS (--index, --format)"
                    .formatted(format));
      }
      if (index != null && (filter != null || !featureSets.isEmpty())) {
        throw new IllegalArgumentException(
            "Cannot export a part of an index: it is exported whole (--filter, --feature-set)");
      }
    }

    /** In words: two exports of equal words hold the same of the same tables. */
    public Map<String, String> words() {
      Map<String, String> words = new TreeMap<>();
      words.put("format", format.word());
      words.put("feature-sets", String.join(",", featureSets));
      if (filter != null) {
        words.put("filter", filter);
      }
      if (index != null) {
        words.put("index", index.toString());
      }
      return words;
    }
  }

  public ExportOptions {
    Names.check("dataset", dataset);
    Names.check("export", name);
    if (to == null || to.isBlank()) {
      throw new IllegalArgumentException("Cannot export: name a folder (--to)");
    }
    if (maxRowsPerFile < 0) {
      throw new IllegalArgumentException(
          "Cannot cut files after %d rows: at least 1 is needed (--max-rows-per-file)"
              .formatted(maxRowsPerFile));
    }
    if (selection.index() != null && mode == Mode.CHANGES) {
      throw new IllegalArgumentException(
          "Cannot export the changes of an index: it is exported whole (--since)");
    }
  }
}
