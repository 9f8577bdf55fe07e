// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quality/lookup_task.h"

#include "core/numeric/statistics.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr int kQuarters = 4;
constexpr size_t kLongestPassage = size_t{1} << 20; ///< bytes looked at for one passage

uint64_t next_random(uint64_t& state) { // splitmix64
  uint64_t z = (state += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/// Wording of a fact and its question; the value follows the question directly.
struct Wording {
  std::string before, between, after, question_end;
};

/// True when hiragana or katakana occur (UTF-8 E3 81..83).
bool japanese(std::string_view text) {
  for (size_t i = 0; i + 2 < text.size(); ++i)
    if (static_cast<unsigned char>(text[i]) == 0xe3) {
      const auto next = static_cast<unsigned char>(text[i + 1]);
      if (next >= 0x81 && next <= 0x83)
        return true;
    }
  return false;
}

Wording wording_of(std::string_view text) {
  if (japanese(text))
    return {"品番", "の登録番号は", "です。", "の登録番号は"};
  return {" The registration number of item ", " is ", ".", " is"};
}

struct Fact {
  std::string name, value;
};

std::vector<Fact> make_facts(int count, uint64_t& random) {
  std::vector<Fact> facts;
  const auto taken = [&](const std::string& text) {
    return std::any_of(facts.begin(), facts.end(), [&](const Fact& f) { return f.name == text || f.value == text; });
  };
  while (static_cast<int>(facts.size()) < count) {
    const std::string name = std::string(1, static_cast<char>('A' + next_random(random) % 26)) +
                             std::to_string(100 + next_random(random) % 900);
    const std::string value =
        std::to_string(10'000 + next_random(random) % 90'000); // one length: no option is likelier for being short
    if (!taken(name) && !taken(value))
      facts.push_back({name, value});
  }
  return facts;
}

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }

/// The next place at or after `at` where a sentence may be put between others: behind a full stop or a line, else
/// behind a blank, else between characters.
size_t seam(std::string_view text, size_t at) {
  constexpr size_t kLook = 400;
  for (size_t i = at; i < std::min(text.size(), at + kLook); ++i)
    if (text[i] == '\n' || (text[i] == '.' && i + 1 < text.size() && text[i + 1] == ' ') || text.substr(i, 3) == "。")
      return i + (text[i] == '\n' || text[i] == '.' ? 1 : 3);
  for (size_t i = at; i < std::min(text.size(), at + kLook); ++i)
    if (text[i] == ' ')
      return i;
  while (at < text.size() && !starts_character(text[at]))
    ++at;
  return at;
}

/// The text's `wanted` tokens from about byte `from` on, as bytes; shortened until they fit.
Result<std::string> passage_of(const Tokenizer& tokenizer, std::string_view text, size_t from, int64_t wanted) {
  const size_t begin = seam(text, from);
  std::string_view rest = text.substr(begin, kLongestPassage);
  size_t bytes = std::min(rest.size(), static_cast<size_t>(wanted) * 8);
  while (bytes > 0) {
    while (bytes < rest.size() && bytes > 0 && !starts_character(rest[bytes]))
      --bytes;
    PARETO_TRY_ASSIGN(ids, tokenizer.encode(rest.substr(0, bytes), {.add_special = false}));
    const auto count = static_cast<int64_t>(ids.size());
    if (count <= wanted)
      return std::string(rest.substr(0, bytes));
    bytes = std::min(bytes - 1, static_cast<size_t>(static_cast<double>(bytes) * static_cast<double>(wanted) /
                                                    static_cast<double>(count)));
  }
  return std::string();
}

Result<LookupTrial> make_trial(const Tokenizer& tokenizer, std::string_view text, const LookupOptions& options,
                               const Wording& wording, int index, uint64_t& random) {
  const std::vector<Fact> facts = make_facts(options.facts, random);
  LookupTrial trial;
  trial.answer = static_cast<size_t>(index % options.facts); // every depth is asked equally often
  const std::string question = "\n\n" + wording.before.substr(wording.before.front() == ' ' ? 1 : 0) +
                               facts[trial.answer].name + wording.question_end;
  int64_t overhead = 0;
  for (const Fact& fact : facts) {
    PARETO_TRY_ASSIGN(ids, tokenizer.encode(wording.before + fact.name + wording.between + fact.value + wording.after,
                                            {.add_special = false}));
    overhead += static_cast<int64_t>(ids.size()) + 1;
  }
  PARETO_TRY_ASSIGN(question_ids, tokenizer.encode(question, {.add_special = false}));
  const std::vector<int32_t>& opening = tokenizer.post_processor().before();
  const int64_t room = options.context - overhead - std::ssize(question_ids) - std::ssize(opening) - 8;
  if (room < 32)
    return fail(ErrorCode::InvalidArgument, "A context of " + std::to_string(options.context) +
                                                " tokens has no room for " + std::to_string(options.facts) +
                                                " facts in a passage; take 256 or more.");
  const size_t furthest = text.size() > static_cast<size_t>(room) * 4 ? text.size() - static_cast<size_t>(room) * 4 : 0;
  PARETO_TRY_ASSIGN(passage, passage_of(tokenizer, text, furthest > 0 ? next_random(random) % furthest : 0, room));
  std::string document;
  size_t done = 0;
  for (size_t i = 0; i < facts.size(); ++i) {
    const double depth = (static_cast<double>(i) + static_cast<double>(next_random(random) % 1000) / 1000) /
                         static_cast<double>(facts.size());
    const size_t at = std::max(done, seam(passage, static_cast<size_t>(depth * static_cast<double>(passage.size()))));
    document += passage.substr(done, at - done) + wording.before + facts[i].name + wording.between + facts[i].value +
                wording.after;
    done = at;
    if (i == trial.answer)
      trial.depth = passage.empty() ? 0 : static_cast<double>(at) / static_cast<double>(passage.size());
  }
  document += passage.substr(done) + question;
  PARETO_TRY_ASSIGN(prompt, tokenizer.encode(document, {.add_special = false}));
  const std::string blank = wording.question_end.back() == 's' ? " " : "";
  for (const Fact& fact : facts) { // tokens that follow the prompt when the value is written behind it
    PARETO_TRY_ASSIGN(whole, tokenizer.encode(document + blank + fact.value, {.add_special = false}));
    if (whole.size() <= prompt.size() || !std::equal(prompt.begin(), prompt.end(), whole.begin()))
      return fail(
          ErrorCode::Unsupported,
          "This tokenizer joins the question with its answer, so that the look-up task cannot be scored with it.");
    trial.options.emplace_back(whole.begin() + std::ssize(prompt), whole.end());
  }
  trial.prompt = opening;
  trial.prompt.insert(trial.prompt.end(), prompt.begin(), prompt.end());
  return trial;
}

} // namespace

Result<std::vector<LookupTrial>> make_lookup_trials(const Tokenizer& tokenizer, std::string_view text,
                                                    const LookupOptions& options) {
  if (text.size() < 400)
    return fail(ErrorCode::InvalidArgument, "The text is too short for look-ups: give at least a page.");
  const Wording wording = wording_of(text);
  uint64_t random = options.seed;
  std::vector<LookupTrial> trials;
  for (int i = 0; i < options.trials; ++i) {
    PARETO_TRY_ASSIGN(trial, make_trial(tokenizer, text, options, wording, i, random));
    trials.push_back(std::move(trial));
  }
  return trials;
}

Result<LookupScore> score_lookup(LoadedModel& model, const std::vector<LookupTrial>& trials,
                                 const LookupOptions& options, const ScoreProgress& progress) {
  LookupScore score;
  score.context = options.context;
  score.chance = 1.0 / options.facts;
  score.right_by_quarter.assign(kQuarters, 0);
  score.trials_by_quarter.assign(kQuarters, 0);
  for (const LookupTrial& trial : trials) {
    PARETO_TRY_ASSIGN(nats, option_nats(model, trial.prompt, trial.options));
    const bool right = static_cast<size_t>(std::min_element(nats.begin(), nats.end()) - nats.begin()) == trial.answer;
    const auto quarter = static_cast<size_t>(std::min<double>(kQuarters - 1, trial.depth * kQuarters));
    score.right += right;
    score.right_by_quarter[quarter] += right;
    ++score.trials_by_quarter[quarter];
    ++score.trials;
    if (progress && !progress(score.trials, static_cast<int64_t>(trials.size()))) {
      score.complete = score.trials == static_cast<int>(trials.size());
      break;
    }
  }
  if (score.trials > 0)
    score.ci95 = binomial_interval(static_cast<double>(score.right) / score.trials, score.trials);
  return score;
}

} // namespace pareto
