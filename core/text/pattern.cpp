// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <algorithm>
#include <mutex>
#include <pcre2.h>

namespace pareto {

namespace {

constexpr size_t kLongestPattern = 16384;
constexpr uint32_t kHeapLimitKiB = 65536; ///< of the interpreter, for one match

std::string pcre_message(int code) {
  PCRE2_UCHAR text[160];
  return pcre2_get_error_message(code, text, sizeof text) < 0 ? "error " + std::to_string(code)
                                                              : std::string(reinterpret_cast<char*>(text));
}

/// Where the character after the one at `at` begins; past the end behind the last.
size_t next_character(std::string_view text, size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
    ++at;
  return at;
}

} // namespace

struct Pattern::Code {
  template <auto function>
  struct Release {
    template <class T>
    void operator()(T* pointer) const {
      function(pointer);
    }
  };
  std::string source;
  std::unique_ptr<pcre2_code, Release<pcre2_code_free>> code;
  bool jit = false;
  // One scratch set; a second thread that finds it taken makes its own.
  std::mutex mutex;
  std::unique_ptr<pcre2_match_context, Release<pcre2_match_context_free>> context;
  std::unique_ptr<pcre2_jit_stack, Release<pcre2_jit_stack_free>> stack;
  std::unique_ptr<pcre2_match_data, Release<pcre2_match_data_free>> data;

  /// Work grows with the text for every sound pattern, so the limit does too; a pattern that doubles its work with each
  /// character meets it at once.
  void limit_for(size_t length) {
    const size_t limit = std::min<size_t>(size_t{2'000'000} + 32 * length, 4'000'000'000u);
    pcre2_set_match_limit(context.get(), static_cast<uint32_t>(limit));
  }

  int match(std::string_view text, size_t at) {
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    if (jit) {
      const int found =
          pcre2_jit_match(code.get(), subject, text.size(), at, PCRE2_NO_UTF_CHECK, data.get(), context.get());
      if (found != PCRE2_ERROR_JIT_STACKLIMIT)
        return found;
    }
    return pcre2_match(code.get(), subject, text.size(), at, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data.get(),
                       context.get());
  }
};

Pattern::Pattern(std::unique_ptr<Code> code) : m_code(std::move(code)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view pattern) {
  const std::string shown(pattern.substr(0, 60));
  if (pattern.size() > kLongestPattern)
    return fail(ErrorCode::InvalidFile, "The regular expression '" + shown + "…' is longer than " +
                                            std::to_string(kLongestPattern) + " bytes.");
  PARETO_TRY_ASSIGN(rewritten, rewrite_pattern(pattern));
  auto made = std::make_unique<Code>();
  made->source = pattern;
  int error = 0;
  PCRE2_SIZE offset = 0;
  std::unique_ptr<pcre2_compile_context, Code::Release<pcre2_compile_context_free>> settings(
      pcre2_compile_context_create(nullptr));
  pcre2_set_newline(settings.get(), PCRE2_NEWLINE_LF);
  pcre2_set_parens_nest_limit(settings.get(), 100);
  // Its shortcuts to where a match may begin are wrong behind a lookahead (10.42: "(?=ab)x?a" is not found in "ab").
  constexpr uint32_t kOptions = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NO_START_OPTIMIZE;
  made->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(rewritten.data()), rewritten.size(), kOptions, &error,
                                 &offset, settings.get()));
  if (!made->code)
    return fail(ErrorCode::InvalidFile,
                "The regular expression '" + shown + "' cannot be compiled: " + pcre_message(error) + ".");
  made->jit = pcre2_jit_compile(made->code.get(), PCRE2_JIT_COMPLETE) == 0;
  made->context.reset(pcre2_match_context_create(nullptr));
  made->data.reset(pcre2_match_data_create_from_pattern(made->code.get(), nullptr));
  if (made->jit) {
    made->stack.reset(pcre2_jit_stack_create(32 << 10, 1 << 20, nullptr));
    pcre2_jit_stack_assign(made->context.get(), nullptr, made->stack.get());
  }
  pcre2_set_heap_limit(made->context.get(), kHeapLimitKiB);
  return Pattern(std::move(made));
}

Status Pattern::find_all(std::string_view text, std::vector<Match>& matches) const {
  const std::lock_guard lock(m_code->mutex);
  m_code->limit_for(text.size());
  size_t last_end = std::string_view::npos;
  for (size_t at = 0; !text.empty() && at <= text.size();) {
    const int found = m_code->match(text, at);
    if (found == PCRE2_ERROR_NOMATCH)
      return {};
    if (found < 0)
      return fail(ErrorCode::Unsupported, "The tokenizer's regular expression '" + m_code->source.substr(0, 60) +
                                              "' takes too long on this text (" + pcre_message(found) + ").");
    const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(m_code->data.get());
    if (bounds[1] == bounds[0] && bounds[1] == last_end) {
      at = next_character(text, at);
      continue;
    }
    matches.push_back({bounds[0], bounds[1]});
    at = last_end = bounds[1];
  }
  return {};
}

} // namespace pareto
