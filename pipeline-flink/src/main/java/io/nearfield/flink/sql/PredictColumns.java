package io.nearfield.flink.sql;

import io.nearfield.connect.api.Content;
import java.io.Serializable;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/**
 * What a model is given and gives in SQL.
 *
 * @param input VARCHAR for texts, VARBINARY for encoded pictures
 * @param numbers what the vector holds, FLOAT or DOUBLE
 */
record PredictColumns(LogicalTypeRoot input, LogicalTypeRoot numbers) implements Serializable {

  /**
   * Reads the declared columns.
   *
   * @throws ValidationException if they cannot be an embedding model's
   */
  static PredictColumns of(RowType input, RowType output) {
    LogicalType given = only("INPUT", input);
    LogicalType made = only("OUTPUT", output);
    if (!given.isAnyOf(LogicalTypeRoot.VARCHAR, LogicalTypeRoot.VARBINARY)) {
      throw new ValidationException(
          "Cannot embed %s: INPUT is a STRING for texts or BYTES for pictures"
              .formatted(given.asSummaryString()));
    }
    if (!(made instanceof ArrayType array)
        || !array.getElementType().isAnyOf(LogicalTypeRoot.FLOAT, LogicalTypeRoot.DOUBLE)) {
      throw new ValidationException(
          "Cannot give a vector as %s: OUTPUT is an ARRAY<FLOAT> or an ARRAY<DOUBLE>"
              .formatted(made.asSummaryString()));
    }
    return new PredictColumns(given.getTypeRoot(), array.getElementType().getTypeRoot());
  }

  private static LogicalType only(String what, RowType columns) {
    if (columns.getFieldCount() != 1) {
      throw new ValidationException(
          "Cannot embed with %d columns of %s %s: there is one"
              .formatted(columns.getFieldCount(), what, columns.getFieldNames()));
    }
    return columns.getTypeAt(0);
  }

  /** What a row holds; null if that is NULL or blank. */
  Content content(RowData row) {
    if (row.isNullAt(0)) {
      return null;
    }
    if (input == LogicalTypeRoot.VARBINARY) {
      return new Content.Image(row.getBinary(0));
    }
    String text = row.getString(0).toString();
    return text.isBlank() ? null : new Content.Text(text);
  }

  Class<? extends Content> kind() {
    return input == LogicalTypeRoot.VARBINARY ? Content.Image.class : Content.Text.class;
  }
}
