package io.nearfield.flink.sql;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.EntryReader;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import java.util.Collection;
import java.util.Map;
import org.apache.flink.table.api.ValidationException;

/** What planning a query needs to know of an index. */
record DescribedIndex(IndexLocation location, Map<String, AttributeType> filterColumns) {

  /**
   * Looks at an index.
   *
   * @throws ValidationException if it is not there or no generation of it is active
   */
  static DescribedIndex of(IndexLocation location) {
    try (Lake lake = Lake.open(location.lake())) {
      IndexTable index = lake.index(location.index());
      return new DescribedIndex(location, index.filterColumns(index.requireActive().number()));
    } catch (NearfieldException | IllegalArgumentException e) {
      throw new ValidationException(e.getMessage(), e);
    }
  }

  /** A reader of the active generation as it is now. */
  Entries entries(Collection<String> attributes) {
    try (Lake lake = Lake.open(location.lake())) {
      IndexTable index = lake.index(location.index());
      Generation active = index.requireActive();
      return new Entries(index.reader(active.number(), attributes), active.partitions());
    } catch (NearfieldException | IllegalArgumentException e) {
      throw new ValidationException(e.getMessage(), e);
    }
  }

  /**
   * All entries of a generation.
   *
   * @param partitions how many index partitions there are, numbered from 0
   */
  record Entries(EntryReader reader, int partitions) {}
}
