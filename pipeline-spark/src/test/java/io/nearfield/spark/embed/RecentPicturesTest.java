package io.nearfield.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.image.Picture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentPicturesTest {

  @Test
  void aPictureIsDecodedOnceWhileThereIsRoom() throws IOException {
    List<String> decoded = new ArrayList<>();
    RecentPictures recent = new RecentPictures(3 * 4 * 100);
    for (String key : List.of("a", "a", "b", "a", "c", "d", "a", "b")) {
      recent.get(
          key,
          () -> {
            decoded.add(key);
            return Picture.of(10, 10, new byte[300]);
          });
    }
    assertThat(decoded).containsExactly("a", "b", "c", "d", "b");
  }
}
