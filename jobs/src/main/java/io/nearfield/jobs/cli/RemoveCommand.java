package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.jobs.render.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield remove}. */
@Command(
    name = "remove",
    description = "Removes an item from a live index, through Kafka.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield remove --index products --id new-1")
final class RemoveCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Mixin private LiveTarget target;

  @Option(names = "--id", required = true, paramLabel = "ID", description = "The entity's id.")
  private String id;

  @Override
  public Integer call() {
    IndexRef ref = target.send(root, index -> new Change.Delete(id, target.version()));
    root.console()
        .out()
        .println(
            root.json()
                ? Json.line(Json.object("sent", "delete", "index", ref, "id", id))
                : "Sent: remove " + id + " from " + ref + "; live lookups miss it within a second");
    return ExitStatus.OK;
  }
}
