package io.nearfield.jobs.cli;

import io.nearfield.jobs.doctor.Doctor;
import io.nearfield.jobs.doctor.Finding;
import io.nearfield.jobs.render.Json;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield doctor}. */
@Command(
    name = "doctor",
    description =
        "Looks whether all is fit for work: Java, cores, memory, SIMD, GPU, disk, models, catalog,"
            + " indexes, broker; and says what to do where it is not.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield doctor",
      "  nearfield --warehouse s3a://lake/nearfield doctor --json",
      "",
      "Exit status: 0 if nothing failed, 1 if something did. Warnings do not count."
    })
final class DoctorCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Override
  public Integer call() {
    Doctor doctor = new Doctor(root::lakeOptions, root.environment(), root.localFolder());
    PrintStream out = root.console().out();
    boolean well = doctor.examine(finding -> print(out, finding));
    return well ? ExitStatus.OK : ExitStatus.FAILURE;
  }

  private void print(PrintStream out, Finding finding) {
    if (root.json()) {
      out.println(
          Json.line(
              Json.object(
                  "check", finding.check(),
                  "state", finding.state().name().toLowerCase(Locale.ROOT),
                  "detail", finding.detail(),
                  "remedy", finding.remedy())));
      return;
    }
    String mark =
        switch (finding.state()) {
          case OK -> "ok     ";
          case WARNING -> "warning";
          case FAILED -> "FAILED ";
          case SKIPPED -> "-      ";
        };
    out.println("%s  %-8s %s".formatted(mark, finding.check(), finding.detail()));
    if (finding.remedy() != null) {
      out.println("         %-8s -> %s".formatted("", finding.remedy()));
    }
  }
}
