package io.nearfield.jobs.render;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.ItemText;
import io.nearfield.connect.lookup.ItemTexts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** An answer with what the neighbours say: a table for people, a line each for scripts. */
public final class NeighbourView {

  private static final int LONGEST_TEXT = 4_000;
  private static final int LONGEST_CHAPTER = 30;

  private final Lake lake;
  private final String dataset;
  private final Map<String, ItemText> texts;
  private final Map<String, AttributeType> columns;
  private final Set<String> ofFilter;
  private final int offset;
  private final String entity;

  /**
   * Shows no filter columns unless it is told which the index has.
   *
   * @see #withColumns
   */
  public NeighbourView(Lake lake, String dataset) {
    this(lake, dataset, Map.of(), Map.of(), Set.of(), 0, null);
  }

  private NeighbourView(
      Lake lake,
      String dataset,
      Map<String, ItemText> texts,
      Map<String, AttributeType> columns,
      Set<String> ofFilter,
      int offset,
      String entity) {
    this.lake = lake;
    this.dataset = dataset;
    this.texts = texts;
    this.columns = columns;
    this.ofFilter = ofFilter;
    this.offset = offset;
    this.entity = entity;
  }

  /**
   * Shows attributes in the index's order, those of the filter first.
   *
   * @param ofIndex the index's filter columns, in their order
   * @param filter or null for none
   */
  public NeighbourView withColumns(Map<String, AttributeType> ofIndex, String filter) {
    Set<String> names =
        filter == null || filter.isBlank() ? Set.of() : Filter.parse(filter, ofIndex).columns();
    return new NeighbourView(lake, dataset, texts, ofIndex, names, offset, entity);
  }

  /** Knows in addition what these say, which are not in the items table. */
  public NeighbourView withTexts(Map<String, ItemText> more) {
    return new NeighbourView(lake, dataset, Map.copyOf(more), columns, ofFilter, offset, entity);
  }

  /** Counts on after the neighbours of the pages before. */
  public NeighbourView after(int neighbours) {
    return new NeighbourView(lake, dataset, texts, columns, ofFilter, neighbours, entity);
  }

  /** Says whose neighbours they are; null for nobody's. */
  public NeighbourView of(String newEntity) {
    return new NeighbourView(lake, dataset, texts, columns, ofFilter, offset, newEntity);
  }

  /** Prints the answer, each line of a table after {@code indent}. */
  public void print(Console console, Neighbours neighbours, boolean json, String indent) {
    Map<String, ItemText> items =
        ItemTexts.read(
            lake, dataset, neighbours.neighbours().stream().map(Neighbour::entityId).toList());
    items.putAll(texts);
    if (json) {
      int rank = offset;
      for (Neighbour neighbour : neighbours.neighbours()) {
        rank++;
        console.out().println(Json.line(json(rank, neighbour, neighbours, items)));
      }
    } else {
      if (entity != null) {
        console.out().println(indent + entity + ":");
      }
      console.print(table(neighbours, items), indent);
    }
  }

  private Map<String, Object> json(
      int rank, Neighbour neighbour, Neighbours answer, Map<String, ItemText> items) {
    ItemText item = items.get(neighbour.entityId());
    Map<String, Object> object =
        Json.object(
            "rank",
            rank,
            "id",
            neighbour.entityId(),
            "distance",
            neighbour.distance(),
            "text",
            item == null ? null : item.text(),
            "uri",
            item == null ? null : item.uri(),
            "passage",
            item == null || item.passage() == null ? null : json(item.passage()),
            "attributes",
            inOrder(neighbour.attributes()),
            "generation",
            answer.generation(),
            "partial",
            answer.partial(),
            "total",
            answer.total() == Neighbours.UNKNOWN ? null : answer.total());
    if (entity == null) {
      return object;
    }
    Map<String, Object> ofEntity = Json.object("of", entity);
    ofEntity.putAll(object);
    return ofEntity;
  }

  private static Map<String, Object> json(ItemText.Passage passage) {
    return Json.object(
        "document", passage.documentId(),
        "page", passage.page(),
        "chapter", passage.chapter(),
        "from", passage.from(),
        "to", passage.to());
  }

  /** The index's columns first and in their order, then what else there is by name. */
  private Map<String, Object> inOrder(Map<String, Object> attributes) {
    Map<String, Object> ordered = new LinkedHashMap<>();
    for (String name : columns.keySet()) {
      if (attributes.containsKey(name)) {
        ordered.put(name, attributes.get(name));
      }
    }
    new TreeMap<>(attributes).forEach(ordered::putIfAbsent);
    return ordered;
  }

  private Table table(Neighbours neighbours, Map<String, ItemText> items) {
    List<String> attributes =
        AttributeColumns.toShow(
            columns.keySet(),
            ofFilter,
            neighbours.neighbours().stream().map(Neighbour::attributes).toList());
    Table table =
        new Table()
            .column("#", Table.Kind.NUMBER)
            .column("id", Table.Kind.NAME)
            .column("distance", Table.Kind.NUMBER);
    boolean passages =
        neighbours.neighbours().stream()
            .anyMatch(neighbour -> !where(items.get(neighbour.entityId())).isEmpty());
    if (passages) {
      table.column("where", Table.Kind.NAME);
    }
    table.column("what", Table.Kind.TEXT);
    attributes.forEach(attribute -> table.column(attribute, Table.Kind.NAME));
    int rank = offset;
    for (Neighbour neighbour : neighbours.neighbours()) {
      rank++;
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(rank));
      row.add(neighbour.entityId());
      row.add(Figures.distance(neighbour.distance()));
      if (passages) {
        row.add(where(items.get(neighbour.entityId())));
      }
      row.add(what(items.get(neighbour.entityId())));
      for (String attribute : attributes) {
        Object value = neighbour.attributes().get(attribute);
        row.add(value == null ? "" : value.toString());
      }
      table.row(row);
    }
    return table;
  }

  /** Page and chapter of a passage, as in {@code p. 12, The Voyage Out}; empty for whole items. */
  private static String where(ItemText item) {
    if (item == null || item.passage() == null) {
      return "";
    }
    ItemText.Passage passage = item.passage();
    List<String> parts = new ArrayList<>();
    if (passage.page() != null) {
      parts.add("p. " + passage.page());
    }
    if (passage.chapter() != null) {
      parts.add(
          passage.chapter().codePointCount(0, passage.chapter().length()) <= LONGEST_CHAPTER
              ? passage.chapter()
              : passage
                      .chapter()
                      .substring(0, passage.chapter().offsetByCodePoints(0, LONGEST_CHAPTER - 1))
                  + "\u2026");
    }
    return String.join(", ", parts);
  }

  private static String what(ItemText item) {
    if (item == null) {
      // Added live, or a vector that somebody imported: the answer has the id alone.
      return "(not among the items)";
    }
    if (item.text() != null) {
      return item.text().substring(0, Math.min(item.text().length(), LONGEST_TEXT));
    }
    if (!item.labels().isEmpty()) {
      return String.join(", ", item.labels());
    }
    return item.uri() == null ? "" : item.uri().replaceFirst("^file:/*", "/");
  }
}
