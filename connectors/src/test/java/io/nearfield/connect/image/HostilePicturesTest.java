package io.nearfield.connect.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostilePicturesTest {

  @Test
  void damageIsAPictureOrARefusal() {
    SplittableRandom random = new SplittableRandom(11);
    int decoded = 0;
    int refused = 0;
    for (String name : TestPictures.WHOLE) {
      byte[] whole = TestPictures.file(name);
      for (int i = 0; i < 60; i++) {
        byte[] damaged =
            random.nextInt(6) == 0
                ? Arrays.copyOf(whole, random.nextInt(whole.length))
                : whole.clone();
        for (int flips = 1 + random.nextInt(5); damaged.length > 0 && flips > 0; flips--) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
          Picture picture = Pictures.decode(damaged);
          assertThat(picture.rgb()).hasSize(3 * picture.width() * picture.height());
          decoded++;
        } catch (PictureException e) {
          assertThat(e).hasMessageStartingWith("Cannot ");
          refused++;
        }
      }
    }
    assertThat(decoded).isPositive();
    assertThat(refused).isGreaterThan(decoded);
  }

  @Test
  void brokenFilesOfManyYearsNeverCrashOrHang() throws IOException {
    Path root = TestPictures.shared("bad_images");
    TreeMap<String, String> refused = new TreeMap<>();
    List<String> decoded = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        try {
          Picture picture = Pictures.decode(Files.readAllBytes(file));
          assertThat(picture.rgb()).hasSize(3 * picture.width() * picture.height());
          decoded.add(root.relativize(file).toString());
        } catch (PictureException e) {
          refused.put(root.relativize(file).toString(), e.getMessage());
        }
      }
    }
    System.out.println("bad_images: " + decoded.size() + " decoded, refused:");
    refused.forEach((name, why) -> System.out.println("  " + name + ": " + why));
    // The names of PngSuite's broken files begin with an x; all others are good.
    assertThat(decoded).noneMatch(name -> name.startsWith("pngsuite/x"));
    assertThat(decoded.stream().filter(name -> name.startsWith("pngsuite/")).count())
        .isGreaterThan(150);
    assertThat(refused.keySet())
        .noneMatch(name -> name.startsWith("pngsuite/") && name.matches(".*/[^xS].*"));
  }

  @Test
  void whatDoesNotEndIsLeftBehind() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Callable<Integer> endless =
        () -> {
          begun.countDown();
          new CountDownLatch(1).await();
          return 1;
        };
    Thread caller =
        new Thread(
            () -> {
              try {
                TimeLimit.call(endless, ended::countDown, Duration.ofDays(1));
              } catch (Exception e) {
                Thread.currentThread().interrupt();
              }
            });
    caller.start();
    begun.await();
    caller.interrupt();
    caller.join();
    ended.await();

    assertThatThrownBy(() -> TimeLimit.call(endless, () -> {}, Duration.ofMillis(20)))
        .isInstanceOf(TimeoutException.class);
    assertThat(TimeLimit.call(() -> 7, () -> {}, Duration.ofMinutes(1))).isEqualTo(7);
    assertThatThrownBy(
            () ->
                TimeLimit.call(
                    () -> {
                      throw new StackOverflowError("deep");
                    },
                    () -> {},
                    Duration.ofMinutes(1)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void aStoppedStreamFailsAtTheNextRead() throws IOException {
    try (StoppableStream in = new StoppableStream(new byte[] {1, 2, 3})) {
      assertThat(in.read()).isEqualTo(1);
      in.stop();
      assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("too long");
      assertThatThrownBy(() -> in.read(new byte[2], 0, 2)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void decodersTogetherGetSoMuchMemoryAndNoMore() throws Exception {
    DecodeMemory memory = new DecodeMemory(10 << 20);
    assertThatThrownBy(() -> memory.take(11 << 20, 2000, 1000))
        .isInstanceOfSatisfying(
            PictureException.class,
            e -> assertThat(e.reason()).isEqualTo(PictureException.Reason.TOO_LARGE))
        .hasMessageContaining("2000 x 1000 pixels need 11 MiB");
    Runnable first = memory.take(6 << 20, 1, 1);
    CountDownLatch got = new CountDownLatch(1);
    Thread second =
        new Thread(
            () -> {
              try {
                memory.take(6 << 20, 1, 1).run();
                got.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    second.start();
    while (second.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(got.getCount()).isEqualTo(1);
    first.run();
    got.await();
    second.join();
  }
}
