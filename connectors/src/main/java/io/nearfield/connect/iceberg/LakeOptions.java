package io.nearfield.connect.iceberg;

import java.io.Serializable;
import java.util.Map;

/**
 * Where the tables lie and which catalog knows them.
 *
 * @param warehouse a path or any Hadoop file system URI; a path is made absolute
 * @param catalogProperties the properties of an Iceberg catalog ({@code type} or {@code
 *     catalog-impl}, {@code uri}, ...); empty for the embedded catalog, which is a SQLite file in
 *     the warehouse folder and therefore needs a local warehouse
 */
public record LakeOptions(String warehouse, Map<String, String> catalogProperties)
    implements Serializable {

  public LakeOptions {
    warehouse = Warehouse.locate(warehouse);
    catalogProperties = Map.copyOf(catalogProperties);
  }

  /** The embedded catalog over a local warehouse. */
  public static LakeOptions of(String warehouse) {
    return new LakeOptions(warehouse, Map.of());
  }
}
