package io.nearfield.jobs.cli;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.View;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.query.ItemFilters;
import io.nearfield.connect.query.QueryAnswer;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.ViewView;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield views create}. */
@Command(
    name = "create",
    description =
        "Saves a view: some entities, whatever passes a filter at every lookup, or what a query"
            + " document finds now.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield views create --dataset shop --view cheap --filter 'price < 20'",
      "  nearfield views create --dataset shop --view mine --ids p1,p2,p3",
      "  nearfield views create --dataset shop --view red --query red.json",
      "  nearfield search --index products --text red --json | nearfield views create --dataset shop --view red2 --ids-file -"
    })
final class ViewsCreateCommand implements Callable<Integer> {

  @ParentCommand private ViewsCommand views;

  @Mixin private DatasetChoice dataset;

  @Mixin private IdOptions ids;

  @Option(names = "--view", required = true, paramLabel = "NAME", description = "Its name.")
  private String name;

  @Option(
      names = "--filter",
      paramLabel = "EXPRESSION",
      description = "A filter over the items' attributes and fields, as an expression or as JSON.")
  private String filter;

  @Option(
      names = "--query",
      paramLabel = "FILE",
      description = "A query document, as 'nearfield query' takes it.")
  private Path query;

  @Option(names = "--replace", description = "Even if there is a view of that name.")
  private boolean replace;

  @Override
  public Integer call() {
    long given =
        Stream.of(ids.given() ? ids : null, filter, query).filter(Objects::nonNull).count();
    if (given != 1) {
      throw new IllegalArgumentException(
          "Cannot make view '"
              + name
              + "': give exactly one of --ids (or --ids-file), --filter and --query, got "
              + given);
    }
    RootCommand root = views.root();
    try (Lake lake = root.openLake()) {
      String in = dataset.in(lake);
      View view = view(lake, in);
      lake.views(in).save(view, replace);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(ViewView.json(in, view))
                  : "Saved: " + ViewView.sentence(in, view));
    }
    return ExitStatus.OK;
  }

  private View view(Lake lake, String in) {
    if (filter != null) {
      ItemFilters.check(lake, in, filter);
      return View.filtered(name, filter);
    }
    if (query == null) {
      return View.of(name, ids.read(), null);
    }
    String document = QueryFile.read(query);
    QueryAnswer answer;
    try (QuerySession session = new QuerySession(lake)) {
      answer = session.queries().answer(in, document);
    }
    List<String> found = answer.items().stream().map(ViewsCreateCommand::id).toList();
    if (found.isEmpty()) {
      throw new NearfieldException(
          "Cannot make view '" + name + "': the query of '" + query + "' found nothing");
    }
    return View.of(name, found, document.replaceAll("\\s+", " "));
  }

  private static String id(Map<String, Object> item) {
    return String.valueOf(item.containsKey("id") ? item.get("id") : item.get("_id"));
  }
}
