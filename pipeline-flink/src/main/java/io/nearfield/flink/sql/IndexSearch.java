package io.nearfield.flink.sql;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.lookup.IndexSearcher;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.RowData;

/** What {@code VECTOR_SEARCH} does for one row, whether it waits for it or not. */
final class IndexSearch implements Serializable {

  private static final long serialVersionUID = 1L;

  private final IndexLocation location;
  private final Holding holding;
  private final SearchSettings settings;
  private final EntrySchema schema;
  private transient SharedSearcher searcher;

  IndexSearch(
      IndexLocation location, Holding holding, SearchSettings settings, EntrySchema schema) {
    this.location = location;
    this.holding = holding;
    this.settings = settings;
    this.schema = schema;
  }

  int threads() {
    return holding.threads();
  }

  void open() {
    searcher = SharedSearcher.hold(location, holding);
  }

  void close() {
    if (searcher != null) {
      searcher.close();
      searcher = null;
    }
  }

  /**
   * The nearest entries, nearest first, each with its score; none for a query that is NULL.
   *
   * @param query one column, the vector
   */
  Collection<RowData> search(int k, RowData query) {
    if (query.isNullAt(0)) {
      return List.of();
    }
    Lookup lookup = settings.lookup(schema.query(query.getArray(0)), k, schema.attributeNames());
    return searcher.ask(current -> rows(current, lookup));
  }

  private Collection<RowData> rows(IndexSearcher current, Lookup lookup) {
    List<Neighbour> found = current.search(lookup).neighbours();
    Map<String, float[]> vectors =
        current.vectors(found.stream().map(Neighbour::entityId).toList());
    List<RowData> rows = new ArrayList<>(found.size());
    for (Neighbour neighbour : found) {
      String id = neighbour.entityId();
      double score = settings.score().of(neighbour.distance(), current.generation().metric());
      rows.add(schema.row(id, vectors.get(id), neighbour.attributes(), score));
    }
    return rows;
  }
}
