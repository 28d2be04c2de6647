package io.nearfield.jobs.docs;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The commands that the documents tell to type. */
public final class DocumentedCommands {

  /** The pages whose commands are run from beginning to end, in this order. */
  public static final List<String> RUN =
      List.of(
          "docs/tutorial.md",
          "docs/coming-from/dataloop.md",
          "docs/coming-from/fiftyone.md",
          "docs/coming-from/superduperdb.md",
          "docs/coming-from/lancedb.md",
          "docs/coming-from/sentence-transformers.md");

  private DocumentedCommands() {}

  /** All pages. */
  public static Stream<String> pages() throws IOException {
    return DocPage.all();
  }

  /** The arguments of each command of a page. */
  public static List<List<String>> of(String page) throws IOException {
    return DocPage.of(page).blocks().stream()
        .filter(DocPage.Block::isShell)
        .flatMap(block -> block.commands().stream())
        .toList();
  }
}
