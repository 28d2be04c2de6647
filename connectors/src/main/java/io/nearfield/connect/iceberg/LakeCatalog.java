package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/**
 * The Iceberg catalog behind a {@link Lake}: namespaces and tables by checked names. Thread-safe.
 *
 * <p>Processes that open or extend an empty SQLite catalog at once would race; here they take turns
 * by a file lock next to it. A catalog server keeps its own order.
 */
final class LakeCatalog implements AutoCloseable {

  private static final Pattern TABLE = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,127}");
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private final LakeOptions options;
  private final Catalog catalog;
  private final Supplier<FileIO> files;

  LakeCatalog(LakeOptions options) {
    this.options = options;
    Map<String, String> properties = CatalogSettings.properties(options);
    Configuration conf = new Configuration();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(CatalogSettings.HADOOP)) {
            conf.set(key.substring(CatalogSettings.HADOOP.length()), value);
          }
        });
    if (CatalogSettings.embedded(options)) {
      createFolder(Warehouse.local(options.warehouse()));
    }
    this.catalog = exclusively(() -> load(properties, conf));
    this.files = () -> CatalogUtil.loadFileIO(properties.get("io-impl"), properties, conf);
  }

  /** Files as the tables' own are read, for folders that are no table yet. */
  FileIO io() {
    return files.get();
  }

  private static Catalog load(Map<String, String> properties, Configuration conf) {
    try {
      if (properties.getOrDefault("uri", "").startsWith("jdbc:sqlite:")) {
        // DriverManager finds a driver on its own only in the system class loader.
        Class.forName("org.sqlite.JDBC");
      }
      return CatalogUtil.buildIcebergCatalog(Lake.CATALOG, properties, conf);
    } catch (ClassNotFoundException | RuntimeException e) {
      throw new NearfieldException(
          "Cannot open the catalog of warehouse '"
              + properties.get("warehouse")
              + "' at "
              + properties.getOrDefault("uri", "(no uri)")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static void createFolder(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "Cannot use warehouse '" + folder + "': it is a file, not a folder");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot create warehouse '" + folder + "': " + e.getMessage(), e);
    }
  }

  boolean exists(String dataset, String table) {
    return catalog.tableExists(identifier(dataset, table));
  }

  Table load(String dataset, String table) {
    return find(dataset, table)
        .orElseThrow(
            () ->
                new NearfieldException(
                    "Cannot find table '"
                        + table
                        + "' of dataset '"
                        + dataset
                        + "' in warehouse "
                        + options.warehouse()
                        + ": "
                        + present(dataset)));
  }

  private String present(String dataset) {
    List<String> tables = tables(dataset, "");
    return tables.isEmpty()
        ? "the dataset has no tables yet; ingest it with 'nearfield ingest'"
        : "the dataset has " + String.join(", ", tables);
  }

  Optional<Table> find(String dataset, String table) {
    try {
      return Optional.of(catalog.loadTable(identifier(dataset, table)));
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      return Optional.empty();
    } catch (NotFoundException e) {
      throw new NearfieldException(
          "Cannot read table '"
              + table
              + "' of dataset '"
              + dataset
              + "': a file that the catalog names is gone ("
              + e.getMessage()
              + "); put it back, a warehouse cannot be moved",
          e);
    }
  }

  /** The table, created if it is missing; its dataset must be there. */
  Table loadOrCreate(
      String dataset,
      String table,
      Schema schema,
      PartitionSpec spec,
      SortOrder order,
      Map<String, String> properties) {
    Optional<Table> there = find(dataset, table);
    if (there.isPresent()) {
      return there.get();
    }
    ensureDataset(dataset);
    return exclusively(
        () -> {
          try {
            Catalog.TableBuilder builder =
                catalog
                    .buildTable(identifier(dataset, table), schema)
                    .withPartitionSpec(spec)
                    .withSortOrder(order)
                    .withProperties(properties);
            return freeLocation(dataset, table).map(builder::withLocation).orElse(builder).create();
          } catch (AlreadyExistsException e) {
            return load(dataset, table);
          }
        });
  }

  /**
   * A folder of its own for a table whose usual folder is taken, by a table that was renamed or by
   * files of one that is no longer in the catalog; empty where the usual one is free, or where a
   * catalog server sees to that.
   */
  private Optional<String> freeLocation(String dataset, String table) {
    if (!CatalogSettings.embedded(options)) {
      return Optional.empty();
    }
    Path usual = Warehouse.local(options.warehouse()).resolve(dataset).resolve(table);
    return holdsFiles(usual)
        ? Optional.of(
            options.warehouse()
                + "/"
                + dataset
                + "/"
                + table
                + "-"
                + UUID.randomUUID().toString().substring(0, 8))
        : Optional.empty();
  }

  private static boolean holdsFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(Files::isRegularFile);
    } catch (IOException | UncheckedIOException e) {
      return true; // it cannot be looked into: better a folder of its own
    }
  }

  /** Drops a table and deletes its files; nothing if it is not there. */
  void drop(String dataset, String table) {
    drop(dataset, table, true);
  }

  /**
   * Takes a table out of the catalog; nothing if it is not there.
   *
   * @param files whether its files are deleted too
   */
  void drop(String dataset, String table, boolean files) {
    exclusively(() -> catalog.dropTable(identifier(dataset, table), files));
  }

  /** Gives a table of a dataset another name; its files stay where they are. */
  void rename(String dataset, String table, String newName) {
    try {
      exclusively(
          () -> {
            catalog.renameTable(identifier(dataset, table), identifier(dataset, newName));
            return null;
          });
    } catch (AlreadyExistsException e) {
      throw new NearfieldException(
          "Cannot rename table '"
              + table
              + "' of dataset '"
              + dataset
              + "': there is a table '"
              + newName
              + "' already; choose another name",
          e);
    }
  }

  /** Takes a table whose files are there into the catalog. */
  Table register(String dataset, String table, String metadataFile) {
    ensureDataset(dataset);
    try {
      return exclusively(() -> catalog.registerTable(identifier(dataset, table), metadataFile));
    } catch (AlreadyExistsException e) {
      throw new NearfieldException(
          "Cannot connect table '" + table + "' of dataset '" + dataset + "': it is there already",
          e);
    }
  }

  void ensureDataset(String dataset) {
    Namespace namespace = namespace(dataset);
    if (namespaces().namespaceExists(namespace)) {
      return;
    }
    exclusively(
        () -> {
          try {
            namespaces().createNamespace(namespace);
          } catch (AlreadyExistsException e) {
            // somebody else was faster: it is there, which is all that was wanted
          }
          return null;
        });
  }

  boolean datasetExists(String dataset) {
    return namespaces().namespaceExists(namespace(dataset));
  }

  /** All namespaces of one level whose names could be datasets', in order. */
  List<String> datasets() {
    return namespaces().listNamespaces().stream()
        .filter(n -> n.length() == 1 && TABLE.matcher(n.level(0)).matches())
        .map(n -> n.level(0))
        .sorted()
        .toList();
  }

  /** The names of a dataset's tables that begin so, with the beginning cut off, in order. */
  List<String> tables(String dataset, String prefix) {
    try {
      return catalog.listTables(namespace(dataset)).stream()
          .map(TableIdentifier::name)
          .filter(name -> name.startsWith(prefix))
          .map(name -> name.substring(prefix.length()))
          .sorted()
          .toList();
    } catch (NoSuchNamespaceException e) {
      return List.of();
    }
  }

  static void check(String dataset, String table) {
    Names.check("dataset", dataset);
    if (table == null || !TABLE.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "Cannot use table name '"
              + table
              + "': a name starts with a letter and has letters, digits, '_' or '-'");
    }
  }

  private static TableIdentifier identifier(String dataset, String table) {
    check(dataset, table);
    return TableIdentifier.of(dataset, table);
  }

  private static Namespace namespace(String dataset) {
    return Namespace.of(Names.check("dataset", dataset));
  }

  private SupportsNamespaces namespaces() {
    if (catalog instanceof SupportsNamespaces namespaces) {
      return namespaces;
    }
    throw new NearfieldException(
        "Cannot use catalog " + catalog.getClass().getName() + ": it has no namespaces");
  }

  private <T> T exclusively(Supplier<T> work) {
    if (!CatalogSettings.embedded(options)) {
      return work.get();
    }
    // A file lock is held by the process as a whole, so threads need a lock of their own.
    IN_PROCESS.lock();
    Path lockFile = CatalogSettings.databaseFile(options).resolveSibling("catalog.lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      return lock.isValid() ? work.get() : null;
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot lock the catalog by '" + lockFile + "': " + e.getMessage(), e);
    } finally {
      IN_PROCESS.unlock();
    }
  }

  @Override
  public void close() {
    if (catalog instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new NearfieldException("Cannot close the catalog: " + e.getMessage(), e);
      }
    }
  }
}
