package io.nearfield.spark.ingest;

import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;

/**
 * The addresses that belong to what a user named: a file or source itself, all below a folder, all
 * that a pattern could match.
 */
sealed interface Scope {

  /** Whether an address belongs to it. */
  Column covers(Column uri);

  /** One file, or one table or query. */
  record One(String uri) implements Scope {
    @Override
    public Column covers(Column uri) {
      return uri.equalTo(this.uri);
    }
  }

  /** A folder with all below it. */
  record Below(String folder) implements Scope {
    @Override
    public Column covers(Column uri) {
      return uri.startsWith(folder.endsWith("/") ? folder : folder + "/");
    }
  }

  /** What a pattern matches, and all below folders that it matches. */
  record Matching(String glob) implements Scope {
    @Override
    public Column covers(Column uri) {
      return uri.rlike(regex(glob));
    }
  }

  /** Whether an address belongs to any of them. */
  static Column any(List<Scope> scopes, Column uri) {
    Column any = lit(false);
    for (Scope scope : scopes) {
      any = any.or(scope.covers(uri));
    }
    return any;
  }

  /** Hadoop's patterns: {@code *} and {@code ?} within a name, {@code [a-z]}, {@code {a,b}}. */
  static String regex(String glob) {
    StringBuilder regex = new StringBuilder("^");
    int alternatives = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append("[^/]*");
        case '?' -> regex.append("[^/]");
        case '{' -> {
          regex.append("(?:");
          alternatives++;
        }
        case '}' -> {
          regex.append(alternatives > 0 ? ")" : "\\}");
          alternatives = Math.max(0, alternatives - 1);
        }
        case ',' -> regex.append(alternatives > 0 ? "|" : ",");
        case '[' -> {
          int end = glob.indexOf(']', i + 1);
          if (end < 0) {
            regex.append("\\[");
          } else {
            String inner = glob.substring(i + 1, end);
            regex.append(inner.startsWith("!") ? "[^" + inner.substring(1) : "[" + inner);
            regex.append(']');
            i = end;
          }
        }
        case '\\' -> {
          i++;
          regex.append(i < glob.length() ? Pattern.quote(glob.substring(i, i + 1)) : "\\\\");
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.append("(?:/.*)?$").toString();
  }
}
