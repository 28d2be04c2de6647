package io.nearfield.jobs.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code nearfield completion}. */
@Command(
    name = "completion",
    description = "Prints a script with which a shell completes commands and options.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(nearfield completion bash)",
      "  nearfield completion zsh > ~/.nearfield-completion; echo 'source ~/.nearfield-completion' >> ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {

  /** The shells that are known. */
  enum Shell {
    BASH,
    ZSH
  }

  @Spec private CommandSpec spec;

  @ParentCommand private RootCommand root;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell;

  @Override
  public Integer call() {
    String script = AutoComplete.bash("nearfield", spec.root().commandLine());
    if (shell == Shell.ZSH) {
      root.console().out().println("autoload -U +X compinit && compinit");
      root.console().out().println("autoload -U +X bashcompinit && bashcompinit");
    }
    root.console().out().println(script);
    return ExitStatus.OK;
  }
}
