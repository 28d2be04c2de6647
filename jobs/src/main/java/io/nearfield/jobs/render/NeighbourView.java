package io.nearfield.jobs.render;

import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.ItemText;
import io.nearfield.connect.lookup.ItemTexts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An answer with what the neighbours say: a table for people, a line each for scripts. */
public final class NeighbourView {

  private static final int MAX_ATTRIBUTE_COLUMNS = 4;
  private static final int LONGEST_TEXT = 4_000;

  private final Lake lake;
  private final String dataset;
  private final Map<String, ItemText> texts;

  public NeighbourView(Lake lake, String dataset) {
    this(lake, dataset, Map.of());
  }

  private NeighbourView(Lake lake, String dataset, Map<String, ItemText> texts) {
    this.lake = lake;
    this.dataset = dataset;
    this.texts = texts;
  }

  /** Knows in addition what these say, which are not in the items table. */
  public NeighbourView withTexts(Map<String, ItemText> more) {
    return new NeighbourView(lake, dataset, Map.copyOf(more));
  }

  /** Prints the answer, each line of a table after {@code indent}. */
  public void print(Console console, Neighbours neighbours, boolean json, String indent) {
    Map<String, ItemText> items =
        ItemTexts.read(
            lake, dataset, neighbours.neighbours().stream().map(Neighbour::entityId).toList());
    items.putAll(texts);
    if (json) {
      int rank = 0;
      for (Neighbour neighbour : neighbours.neighbours()) {
        rank++;
        console.out().println(Json.line(json(rank, neighbour, neighbours, items)));
      }
    } else {
      console.print(table(neighbours, items), indent);
    }
  }

  private static Map<String, Object> json(
      int rank, Neighbour neighbour, Neighbours answer, Map<String, ItemText> items) {
    ItemText item = items.get(neighbour.entityId());
    return Json.object(
        "rank", rank,
        "id", neighbour.entityId(),
        "distance", neighbour.distance(),
        "text", item == null ? null : item.text(),
        "uri", item == null ? null : item.uri(),
        "attributes", neighbour.attributes(),
        "generation", answer.generation(),
        "partial", answer.partial());
  }

  private static Table table(Neighbours neighbours, Map<String, ItemText> items) {
    List<String> attributes = attributesToShow(neighbours);
    Table table =
        new Table()
            .column("#", Table.Kind.NUMBER)
            .column("id", Table.Kind.NAME)
            .column("distance", Table.Kind.NUMBER)
            .column("what", Table.Kind.TEXT);
    attributes.forEach(attribute -> table.column(attribute, Table.Kind.NAME));
    int rank = 0;
    for (Neighbour neighbour : neighbours.neighbours()) {
      rank++;
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(rank));
      row.add(neighbour.entityId());
      row.add(Figures.distance(neighbour.distance()));
      row.add(what(items.get(neighbour.entityId())));
      for (String attribute : attributes) {
        Object value = neighbour.attributes().get(attribute);
        row.add(value == null ? "" : value.toString());
      }
      table.row(row);
    }
    return table;
  }

  private static String what(ItemText item) {
    if (item == null) {
      return "";
    }
    String text = item.text() == null ? item.uri() : item.text();
    if (text == null) {
      return "";
    }
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
  }

  /** Attributes worth a column: short values, few columns, in the order of the index. */
  private static List<String> attributesToShow(Neighbours neighbours) {
    Set<String> names = new LinkedHashSet<>();
    neighbours.neighbours().forEach(neighbour -> names.addAll(neighbour.attributes().keySet()));
    return names.stream()
        .filter(
            name ->
                neighbours.neighbours().stream()
                    .map(neighbour -> neighbour.attributes().get(name))
                    .allMatch(value -> value == null || value.toString().length() <= 24))
        .limit(MAX_ATTRIBUTE_COLUMNS)
        .toList();
  }
}
