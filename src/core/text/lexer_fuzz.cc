// libFuzzer target: every text ends in End or Bad after at most as many tokens as bytes; texts survive
// quoting.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/text/lexer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  knap::Lexer lexer(text, "fuzz.txt");
  std::size_t tokens = 0;
  while (!lexer.is_at_end() && lexer.peek().kind != knap::Token::Kind::Bad) {
    lexer.take();
    KNAP_CHECK(++tokens <= size);
  }
  const std::string quoted = knap::quote_text(text);
  knap::Lexer unquoted(quoted, "quoted.txt");
  KNAP_CHECK(*unquoted.expect_text() == text && unquoted.is_at_end());
  return 0;
}
