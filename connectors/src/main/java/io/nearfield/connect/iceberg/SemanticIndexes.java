package io.nearfield.connect.iceberg;

import static org.apache.iceberg.types.Types.NestedField.optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Suggestion;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/**
 * The semantic indexes of a dataset, in its table {@code semantic_indexes}, each a name with its
 * definition as JSON. Thread-safe. Get one from {@link Lake}.
 */
public final class SemanticIndexes {

  private static final String DEFINITION = "definition";

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Schema COLUMNS =
      new Schema(
          optional(1, NamedRows.NAME, Types.StringType.get()),
          optional(2, DEFINITION, Types.StringType.get()));

  private final String dataset;
  private final NamedRows rows;

  SemanticIndexes(LakeCatalog catalog, String dataset) {
    this.dataset = dataset;
    this.rows = new NamedRows(catalog, dataset, "semantic_indexes", COLUMNS);
  }

  /** All definitions, by name. */
  public List<String> all() {
    return rows.all().stream().map(row -> (String) row.getField(DEFINITION)).toList();
  }

  public Optional<String> find(String name) {
    return rows.find(Names.check("semantic index", name))
        .map(row -> (String) row.getField(DEFINITION));
  }

  /**
   * A definition.
   *
   * @throws NearfieldException if it is not there, naming those that are
   */
  public String require(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  /**
   * Saves a definition.
   *
   * @param replace whether one of the same name gives way
   * @throws NearfieldException if one is there and is not to give way
   */
  public void save(String name, String definition, boolean replace) {
    Record row = GenericRecord.create(COLUMNS);
    row.setField(NamedRows.NAME, Names.check("semantic index", name));
    row.setField(DEFINITION, definition);
    if (!rows.put(row, replace)) {
      throw new NearfieldException(
          "Cannot save semantic index '"
              + name
              + "' of dataset '"
              + dataset
              + "': there is one of that name; give --replace");
    }
  }

  /**
   * Deletes a definition; the feature set it searches stays.
   *
   * @throws NearfieldException if it is not there, naming those that are
   */
  public void delete(String name) {
    if (!rows.remove(Names.check("semantic index", name))) {
      throw unknown(name);
    }
  }

  /** Notes the new name of a feature set in all definitions. */
  void renameFeatureSet(String name, String newName) {
    for (Record row : rows.all()) {
      String definition = (String) row.getField(DEFINITION);
      try {
        JsonNode json = JSON.readTree(definition);
        if (json instanceof ObjectNode object
            && name.equals(object.path("feature_set").asText(null))) {
          object.put("feature_set", newName);
          save((String) row.getField(NamedRows.NAME), object.toString(), true);
        }
      } catch (JsonProcessingException e) {
        throw new NearfieldException(
            "Cannot read semantic index '" + row.getField(NamedRows.NAME) + "': not JSON", e);
      }
    }
  }

  private NearfieldException unknown(String name) {
    List<String> known =
        rows.all().stream().map(row -> (String) row.getField(NamedRows.NAME)).toList();
    String meant = Suggestion.sentence(name, known);
    return new NearfieldException(
        "Cannot find semantic index '"
            + name
            + "' of dataset '"
            + dataset
            + "'"
            + (known.isEmpty()
                ? ": it has none yet; make one with 'nearfield semantic create'"
                : meant
                    + (meant.isEmpty() ? ": there are " : " There are ")
                    + String.join(", ", known)));
  }
}
