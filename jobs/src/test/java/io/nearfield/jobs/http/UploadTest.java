package io.nearfield.jobs.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.jobs.http.Asking.Told;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are dropped. */
class UploadTest {

  private static final String LOOKUPS = "/api/v1/datasets/shop/indexes/things/lookups";

  private static OpenShop shop;

  @BeforeAll
  static void open(@TempDir Path folder) {
    shop = new OpenShop(folder, DoorOptions.local());
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  private static Told send(String... partsAndContents) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < partsAndContents.length; i += 2) {
      form.append("--edge\r\nContent-Disposition: form-data; ").append(partsAndContents[i]);
      form.append("\r\n\r\n").append(partsAndContents[i + 1]).append("\r\n");
    }
    return shop.http()
        .method(
            "POST",
            LOOKUPS,
            form.append("--edge--\r\n").toString().getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "multipart/form-data; boundary=edge");
  }

  @Test
  void looksUpByADroppedText() {
    Told told =
        send(
            "name=\"lookup\"",
            "{\"k\": 2, \"filter\": \"lang = 'de'\"}",
            "name=\"file\"; filename=\"note.txt\"\r\nContent-Type: text/plain",
            "thing number 42");
    assertThat(told.status()).as(told.message()).isEqualTo(200);
    assertThat(told.json().at("/neighbours/0/id").asText()).isEqualTo("thing-42");
    assertThat(told.json().path("neighbours")).hasSize(2);
  }

  @Test
  void looksUpByADroppedDocument() {
    Told told =
        send(
            "name=\"file\"; filename=\"page.html\"\r\nContent-Type: text/html",
            "<html><body><p>thing number 44</p><script>alert(1)</script></body></html>");
    assertThat(told.status()).as(told.message()).isEqualTo(200);
    assertThat(told.json().at("/neighbours/0/id").asText()).isEqualTo("thing-44");
  }

  @Test
  void refusesWhatIsNoFileOrOfNoKnownKind() {
    assertThat(send("name=\"lookup\"", "{}").code()).isEqualTo("missing_field");
    assertThat(send("name=\"other\"", "x").code()).isEqualTo("unknown_field");
    Told unknown =
        send("name=\"file\"; filename=\"a.exe\"\r\nContent-Type: application/x-msdownload", "MZ");
    assertThat(unknown.status()).isEqualTo(400);
    Told damaged =
        send("name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf", "no pdf");
    assertThat(damaged.status()).isEqualTo(400);
    assertThat(damaged.message()).contains("PDF");
    Told form =
        shop.http()
            .method(
                "POST",
                LOOKUPS,
                "--edge\r\nbroken".getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "multipart/form-data; boundary=edge");
    assertThat(form.status()).isEqualTo(400);
    assertThat(form.code()).isEqualTo("malformed_form");
  }
}
