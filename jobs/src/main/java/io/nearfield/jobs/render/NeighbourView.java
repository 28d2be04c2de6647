package io.nearfield.jobs.render;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.ItemText;
import io.nearfield.connect.lookup.ItemTexts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** An answer with what the neighbours say: a table for people, a line each for scripts. */
public final class NeighbourView {

  private static final int MAX_ATTRIBUTE_COLUMNS = 3;
  private static final int LONGEST_VALUE = 24;
  private static final int LONGEST_TEXT = 4_000;

  private final Lake lake;
  private final String dataset;
  private final Map<String, ItemText> texts;
  private final Set<String> ofFilter;

  public NeighbourView(Lake lake, String dataset) {
    this(lake, dataset, Map.of(), Set.of());
  }

  private NeighbourView(
      Lake lake, String dataset, Map<String, ItemText> texts, Set<String> ofFilter) {
    this.lake = lake;
    this.dataset = dataset;
    this.texts = texts;
    this.ofFilter = ofFilter;
  }

  /** Shows the columns of the filter first; null for none. */
  public NeighbourView withFilter(String filter, Map<String, AttributeType> columns) {
    Set<String> names = filter == null ? Set.of() : Filter.parse(filter, columns).columns();
    return new NeighbourView(lake, dataset, texts, names);
  }

  /** Knows in addition what these say, which are not in the items table. */
  public NeighbourView withTexts(Map<String, ItemText> more) {
    return new NeighbourView(lake, dataset, Map.copyOf(more), ofFilter);
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

  private Table table(Neighbours neighbours, Map<String, ItemText> items) {
    List<String> attributes = attributesToShow(neighbours, ofFilter);
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
    if (item.text() != null) {
      return item.text().substring(0, Math.min(item.text().length(), LONGEST_TEXT));
    }
    if (!item.labels().isEmpty()) {
      return String.join(", ", item.labels());
    }
    return item.uri() == null ? "" : item.uri().replaceFirst("^file:/*", "/");
  }

  /**
   * Attributes worth a column: those of the filter first, then words, then the rest; few columns,
   * short values only.
   */
  private static List<String> attributesToShow(Neighbours neighbours, Set<String> ofFilter) {
    Map<String, Object> examples = new TreeMap<>();
    for (Neighbour neighbour : neighbours.neighbours()) {
      neighbour.attributes().forEach(examples::putIfAbsent);
    }
    return examples.keySet().stream()
        .filter(name -> isShort(neighbours, name))
        .sorted(
            Comparator.comparing((String name) -> !ofFilter.contains(name))
                .thenComparing(name -> !(examples.get(name) instanceof String))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MAX_ATTRIBUTE_COLUMNS)
        .toList();
  }

  private static boolean isShort(Neighbours neighbours, String name) {
    return neighbours.neighbours().stream()
        .map(neighbour -> neighbour.attributes().get(name))
        .allMatch(value -> value == null || value.toString().length() <= LONGEST_VALUE);
  }
}
