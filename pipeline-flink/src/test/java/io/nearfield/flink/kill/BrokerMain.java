package io.nearfield.flink.kill;

import io.nearfield.flink.broker.LocalBroker;
import java.nio.file.Path;

/** A broker that runs until it is killed: its folder and its port. */
final class BrokerMain {

  private BrokerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    LocalBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    Thread.currentThread().join();
  }
}
