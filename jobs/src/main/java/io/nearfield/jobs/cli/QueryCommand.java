package io.nearfield.jobs.cli;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.query.QueryAnswer;
import io.nearfield.jobs.render.QueryView;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield query}. */
@Command(
    name = "query",
    description =
        "Answers a query document: Dataloop's (filter, join, $euclid) or SuperDuperDB's (like,"
            + " vector_index, n, find).",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield query --dataset shop --file query.json",
      "  nearfield query --file query.json --json",
      "",
      "  {\"like\": {\"captions\": \"dog catches frisbee\"}, \"vector_index\": \"my-index\", \"n\": 10,",
      "   \"find\": {\"brand\": \"Nike\"}}",
      "",
      "A featureSetId is the name of a feature set. On the command line a picture is named by",
      "{\"$file\": \"photo.jpg\"}. --json prints one page as one object."
    })
final class QueryCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Where to look. Default: what the document names, or where it alone is.")
  private String dataset;

  @Option(
      names = "--file",
      required = true,
      paramLabel = "FILE",
      description = "The document as JSON; - for standard input.")
  private Path file;

  @Override
  public Integer call() {
    String document = QueryFile.read(file);
    try (Lake lake = root.openLake();
        QuerySession session = new QuerySession(lake)) {
      QueryAnswer answer = session.queries().answer(dataset, document);
      if (root.json()) {
        root.console().out().println(QueryView.json(answer));
      } else {
        root.console().print(QueryView.table(answer));
        root.console().err().println(QueryView.remark(answer));
      }
    }
    return ExitStatus.OK;
  }
}
