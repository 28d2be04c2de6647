package io.nearfield.connect.iceberg;

import static org.apache.iceberg.types.Types.NestedField.optional;

import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Suggestion;
import io.nearfield.connect.api.View;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/** The views of a dataset, in its table {@code views}. Thread-safe. Get one from {@link Lake}. */
public final class Views {

  private static final Schema COLUMNS =
      new Schema(
          optional(1, NamedRows.NAME, Types.StringType.get()),
          optional(2, "ids", Types.ListType.ofOptional(3, Types.StringType.get())),
          optional(4, "filter", Types.StringType.get()),
          optional(5, "source", Types.StringType.get()),
          optional(6, "created_at", Types.TimestampType.withZone()));

  private final String dataset;
  private final NamedRows rows;

  Views(LakeCatalog catalog, String dataset) {
    this.dataset = dataset;
    this.rows = new NamedRows(catalog, dataset, "views", COLUMNS);
  }

  /** All of them by name. */
  public List<View> all() {
    return rows.all().stream().map(Views::view).toList();
  }

  public Optional<View> find(String name) {
    return rows.find(Names.check("view", name)).map(Views::view);
  }

  /**
   * A view.
   *
   * @throws NearfieldException if it is not there, naming those that are
   */
  public View require(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  /**
   * Saves a view.
   *
   * @param replace whether one of the same name gives way
   * @throws NearfieldException if one is there and is not to give way
   */
  public void save(View view, boolean replace) {
    Record row = GenericRecord.create(COLUMNS);
    row.setField(NamedRows.NAME, view.name());
    row.setField("ids", view.ids());
    row.setField("filter", view.filter());
    row.setField("source", view.source());
    row.setField("created_at", OffsetDateTime.ofInstant(view.createdAt(), ZoneOffset.UTC));
    if (!rows.put(row, replace)) {
      throw new NearfieldException(
          "Cannot save view '"
              + view.name()
              + "' of dataset '"
              + dataset
              + "': there is one of that name; give --replace");
    }
  }

  /**
   * Deletes a view; the entities it names stay.
   *
   * @throws NearfieldException if it is not there, naming those that are
   */
  public void delete(String name) {
    if (!rows.remove(Names.check("view", name))) {
      throw unknown(name);
    }
  }

  private NearfieldException unknown(String name) {
    List<String> known = all().stream().map(View::name).toList();
    String meant = Suggestion.sentence(name, known);
    return new NearfieldException(
        "Cannot find view '"
            + name
            + "' of dataset '"
            + dataset
            + "'"
            + (known.isEmpty()
                ? ": it has none yet; save one with 'nearfield views create'"
                : meant
                    + (meant.isEmpty() ? ": there are " : " There are ")
                    + String.join(", ", known)));
  }

  @SuppressWarnings("unchecked") // the table's own column types
  private static View view(Record row) {
    return new View(
        (String) row.getField(NamedRows.NAME),
        (List<String>) row.getField("ids"),
        (String) row.getField("filter"),
        (String) row.getField("source"),
        ((OffsetDateTime) row.getField("created_at")).toInstant());
  }
}
