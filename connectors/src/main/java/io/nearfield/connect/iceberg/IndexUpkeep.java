package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.NearfieldException;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * An index as a whole, all its tables together: what it takes up, another name, taking it out of
 * the catalog with or without its files, and taking it in again. Get one from {@link Lake}.
 */
public final class IndexUpkeep {

  private static final Pattern METADATA = Pattern.compile(".*/(\\d+)-[^/]*\\.metadata\\.json");

  private final LakeCatalog catalog;
  private final Indexes indexes;
  private final IndexRef ref;

  IndexUpkeep(LakeCatalog catalog, Indexes indexes, IndexRef ref) {
    this.catalog = catalog;
    this.indexes = indexes;
    this.ref = ref;
  }

  /**
   * A table that was taken out of the catalog, or what is left of it.
   *
   * @param location its folder
   * @param metadataFile what {@link #connect} finds it by
   */
  public record Left(String table, String location, String metadataFile) {}

  /** How many bytes the folders of the index's tables hold, by table. */
  public Map<String, Long> bytes() {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (String name : indexes.tables(ref)) {
      Table table = catalog.load(ref.dataset(), name);
      long sum = 0;
      for (FileInfo file : files(table.io(), table.location())) {
        sum += file.size();
      }
      bytes.put(name, sum);
    }
    return bytes;
  }

  /**
   * Gives the index another name. The table of its entries comes last: cut short, the index keeps
   * its old name, and doing it again goes on.
   *
   * @throws NearfieldException if it is not there, or one of the new name is
   */
  public IndexRef rename(String newName) {
    IndexRef renamed = new IndexRef(ref.dataset(), Names.check("index", newName));
    if (indexes.of(ref.dataset()).contains(renamed)) {
      throw new NearfieldException(
          "Cannot rename index '"
              + ref
              + "': there is an index '"
              + renamed
              + "' already; choose another name");
    }
    List<String> tables = new ArrayList<>(indexes.tables(ref));
    tables.sort(Comparator.comparing((String name) -> name.startsWith(Schemas.INDEX)));
    for (String table : tables) {
      String prefix = table.substring(0, table.length() - ref.name().length());
      catalog.rename(ref.dataset(), table, prefix + newName);
    }
    return renamed;
  }

  /**
   * Takes the index out of the catalog. Its files stay, and {@link #connect} takes it in again.
   *
   * @return where each of its tables lies
   */
  public List<Left> forget() {
    List<Left> left = new ArrayList<>();
    for (String name : indexes.tables(ref)) {
      Table table = catalog.load(ref.dataset(), name);
      left.add(
          new Left(
              name,
              table.location(),
              ((HasTableOperations) table).operations().current().metadataFileLocation()));
      catalog.drop(ref.dataset(), name, false);
    }
    return left;
  }

  /**
   * Takes the index out of the catalog and deletes every file in its tables' folders, those too
   * that no snapshot shows.
   *
   * @return how many bytes were freed
   */
  public long delete() {
    long freed = bytes().values().stream().mapToLong(Long::longValue).sum();
    for (String name : indexes.tables(ref)) {
      Table table = catalog.load(ref.dataset(), name);
      String location = table.location();
      FileIO io = table.io();
      catalog.drop(ref.dataset(), name, true);
      for (FileInfo file : files(io, location)) {
        io.deleteFile(file.location());
      }
      if (io instanceof SupportsPrefixOperations folders) {
        folders.deletePrefix(location);
      }
    }
    return freed;
  }

  /**
   * Takes tables of an index that is in no catalog, or in another one, into this one. Their files
   * stay where they are.
   *
   * @param entries the folder of the table of its entries, as {@link #forget} told it
   * @param codebooks the same of its codebooks
   * @throws NearfieldException if a folder holds no table, or the index is there already
   */
  public void connect(String entries, String codebooks) {
    if (indexes.of(ref.dataset()).contains(ref)) {
      throw new NearfieldException(
          "Cannot connect index '" + ref + "': there is one of that name; choose another --index");
    }
    String entriesMetadata = newest(entries, "entries");
    String codebooksMetadata = newest(codebooks, "codebooks");
    String books = Schemas.CODEBOOKS + ref.name();
    catalog.register(ref.dataset(), books, codebooksMetadata);
    try {
      Table table = catalog.register(ref.dataset(), Schemas.INDEX + ref.name(), entriesMetadata);
      requireColumns(table, entries);
      requireColumns(catalog.load(ref.dataset(), books), codebooks);
    } catch (RuntimeException e) {
      catalog.drop(ref.dataset(), Schemas.INDEX + ref.name(), false);
      catalog.drop(ref.dataset(), books, false);
      throw e;
    }
  }

  private void requireColumns(Table table, String folder) {
    List<String> wanted =
        table.name().endsWith(Schemas.INDEX + ref.name())
            ? List.of("generation", "partition", "cell", "entity_id", "code", "vector")
            : List.of("generation", "part", "number", "vector");
    for (String column : wanted) {
      if (table.schema().findField(column) == null) {
        throw new NearfieldException(
            "Cannot connect index '"
                + ref
                + "': the table in '"
                + folder
                + "' has no column '"
                + column
                + "'; give the folders of the entries (--from) and codebooks (--codebooks)");
      }
    }
  }

  /** The newest description in a table's folder. */
  private String newest(String folder, String what) {
    String location = Warehouse.locate(folder);
    String newest = null;
    long version = -1;
    for (FileInfo file : files(catalog.io(), location + "/metadata")) {
      Matcher named = METADATA.matcher(file.location());
      if (named.matches() && Long.parseLong(named.group(1)) > version) {
        version = Long.parseLong(named.group(1));
        newest = file.location();
      }
    }
    if (newest == null) {
      throw new NearfieldException(
          "Cannot connect index '"
              + ref
              + "': '"
              + folder
              + "' holds no table of "
              + what
              + ", no metadata/*.metadata.json was found; give the folder that 'nearfield indexes"
              + " delete' named");
    }
    return newest;
  }

  /** Empty where the file system cannot list, or has no such folder. */
  private static Iterable<FileInfo> files(FileIO io, String location) {
    List<FileInfo> files = new ArrayList<>();
    if (io instanceof SupportsPrefixOperations folders) {
      try {
        folders.listPrefix(location.endsWith("/") ? location : location + "/").forEach(files::add);
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof FileNotFoundException)) {
          throw e;
        }
      }
    }
    return files;
  }
}
