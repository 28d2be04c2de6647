package io.nearfield.jobs;

import io.nearfield.jobs.cli.CommandLineDoor;

/** The {@code nearfield} command, also the main class for {@code spark-submit}. */
public final class Nearfield {

  private Nearfield() {}

  public static void main(String[] args) {
    int status = CommandLineDoor.standard().run(args);
    System.out.flush();
    System.exit(status);
  }
}
