// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quality/text_evaluation.h"

#include "core/model/denoising.h"
#include "core/numeric/statistics.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pareto {

namespace {

constexpr int64_t kChunk =
    128; ///< tokens read at once: their logits are kept, so this bounds memory (128 x vocabulary)
constexpr int64_t kBlockTokens = 128; ///< text of a block: long enough that neighbours hardly depend on each other
constexpr int64_t kFirstBin = 16;

/// ln sum exp of one row, in double.
double log_sum_exp(std::span<const float> row) {
  const float peak = *std::max_element(row.begin(), row.end());
  double total = 0;
  for (float logit : row)
    total += std::exp(static_cast<double>(logit) - peak);
  return peak + std::log(total);
}

double nats_of(std::span<const float> row, int32_t token) {
  return log_sum_exp(row) - static_cast<double>(row[static_cast<size_t>(token)]);
}

/// Reads tokens from an empty state and hands out the logits row behind each of them: row i predicts token i + 1.
class Reader {
public:
  static Result<Reader> make(LoadedModel& model, int64_t capacity) {
    PARETO_TRY(require_one_by_one(model.model(), "Predicting a text token by token"));
    PARETO_TRY_ASSIGN(state, model.new_state(1, capacity, static_cast<int>(std::min(kChunk, capacity))));
    return Reader(model, std::move(state));
  }

  void start_over() {
    m_state->reset();
    m_position = 0;
  }

  /// A place in the text to come back to.
  struct Place {
    std::unique_ptr<State> state;
    int64_t position = 0;
  };
  Place place() const { return {m_state->snapshot(), m_position}; }
  Status go_back(const Place& place) {
    if (!place.state)
      return fail(ErrorCode::OutOfMemory,
                  "The device has no room for a copy of the state; a shorter context would fit.");
    m_position = place.position;
    return m_state->restore(*place.state);
  }

  /// Row-major logits of up to kChunk tokens, valid until the next call.
  Result<std::span<const float>> read(std::span<const int32_t> tokens) {
    SequenceBatch sequence(*m_model, *m_state, 1);
    sequence.set_position(m_position);
    PARETO_TRY_ASSIGN(program, sequence.step(tokens, LogitRows::All));
    m_position += static_cast<int64_t>(tokens.size());
    return program->output("logits");
  }

private:
  Reader(LoadedModel& model, std::unique_ptr<State> state) : m_model(&model), m_state(std::move(state)) {}
  LoadedModel* m_model;
  std::unique_ptr<State> m_state;
  int64_t m_position = 0;
};

/// One window: tokens [begin, end), of which those from `scored` on are predictions to count.
struct Window {
  int64_t begin, end, scored;
};

/// Windows over the text itself, of `context` tokens each; `scored` is the first token that can be predicted.
std::vector<Window> windows_of(int64_t tokens, int64_t context, int64_t scored) {
  std::vector<Window> all;
  const int64_t stride = std::max<int64_t>(1, context / 2);
  for (int64_t begin = 0; scored < tokens; begin += stride) {
    const int64_t end = std::min(begin + context, tokens);
    if (end > scored)
      all.push_back({begin, end, scored});
    scored = std::max(scored, end);
  }
  return all;
}

Status check(const TokenizedText& text, int64_t context, int64_t vocabulary) {
  if (text.ids.size() < 2)
    return fail(ErrorCode::InvalidArgument, "The text is shorter than two tokens; give a longer one.");
  if (context < 2 + std::ssize(text.begin))
    return fail(ErrorCode::InvalidArgument,
                "A context needs at least " + std::to_string(2 + std::ssize(text.begin)) + " tokens.");
  for (const std::vector<int32_t>* ids : {&text.ids, &text.begin})
    for (int32_t id : *ids)
      if (id < 0 || id >= vocabulary)
        return fail(ErrorCode::InvalidArgument,
                    "Token id " + std::to_string(id) + " lies outside the model's vocabulary of " +
                        std::to_string(vocabulary) + "; the tokenizer belongs to another model.");
  return {};
}

/// How many tokens the text's longest window has.
int64_t longest_window(const TokenizedText& text, int64_t context) {
  return std::min(context, std::ssize(text.begin) + std::ssize(text.ids));
}

/// Visits every counted prediction of every window: visit(index of the predicted token, tokens before it in its window,
/// rows...). Returns false when progress asked to stop.
template <class Visit>
Result<bool> visit_predictions(std::vector<Reader>& readers, const TokenizedText& text, int64_t context,
                               int64_t vocabulary, const ScoreProgress& progress, const Visit& visit) {
  const int64_t total = std::ssize(text.ids), opening = std::ssize(text.begin);
  std::vector<int32_t> sequence;
  for (const Window& window : windows_of(total, context - opening, opening > 0 ? 0 : 1)) {
    for (Reader& reader : readers)
      reader.start_over();
    sequence = text.begin;
    sequence.insert(sequence.end(), text.ids.begin() + window.begin, text.ids.begin() + window.end);
    const int64_t length = std::ssize(sequence) - 1; // nothing is predicted behind the last one
    for (int64_t begin = 0; begin < length; begin += kChunk) {
      const int64_t count = std::min(kChunk, length - begin);
      std::vector<std::span<const float>> logits;
      for (Reader& reader : readers) {
        PARETO_TRY_ASSIGN(
            rows, reader.read(std::span(sequence).subspan(static_cast<size_t>(begin), static_cast<size_t>(count))));
        logits.push_back(rows);
      }
      for (int64_t row = 0; row < count; ++row) {
        const int64_t before = begin + row + 1, target = window.begin + before - opening;
        if (target < window.scored || before < opening)
          continue;
        std::vector<std::span<const float>> at;
        for (const auto& rows : logits)
          at.push_back(rows.subspan(static_cast<size_t>(row * vocabulary), static_cast<size_t>(vocabulary)));
        visit(target, before, at);
      }
      if (progress && !progress(std::clamp(window.begin + begin + count - opening, window.scored, total), total))
        return false;
    }
  }
  return true;
}

/// Bytes of the first token where nothing predicts it: they belong to the text all the same.
int64_t unpredicted_bytes(const TokenizedText& text) {
  return text.begin.empty() && !text.bytes.empty() ? text.bytes.front() : 0;
}

/// Nats and bytes of one block of text.
struct BlockSum {
  double nats = 0, bytes = 0;
  int64_t tokens = 0;
};

/// The block of the text that a predicted token lies in.
BlockSum& block_of(std::vector<BlockSum>& blocks, int64_t target) {
  const auto block = static_cast<size_t>(std::max<int64_t>(0, target - 1) / kBlockTokens);
  blocks.resize(std::max(blocks.size(), block + 1));
  return blocks[block];
}

BlockSum total_of(const std::vector<BlockSum>& blocks) {
  BlockSum all;
  for (const BlockSum& block : blocks) {
    all.nats += block.nats;
    all.bytes += block.bytes;
    all.tokens += block.tokens;
  }
  return all;
}

/// Interval of sum(nats) / sum(bytes) in bits.
std::optional<Interval> bits_interval(const std::vector<BlockSum>& blocks) {
  std::vector<Portion> portions;
  for (const BlockSum& b : blocks)
    portions.push_back({b.nats, b.bytes});
  const auto nats = ratio_interval(portions);
  return nats ? std::optional(Interval{nats->low / std::numbers::ln2, nats->high / std::numbers::ln2}) : std::nullopt;
}

std::vector<PositionScore> curve_of(const std::vector<BlockSum>& bins) {
  std::vector<PositionScore> curve;
  int64_t end = kFirstBin;
  for (const BlockSum& bin : bins) {
    if (bin.bytes > 0)
      curve.push_back({end, bin.nats / std::numbers::ln2 / bin.bytes, bin.tokens});
    end *= 2;
  }
  return curve;
}

size_t bin_of(int64_t position) {
  size_t bin = 0;
  for (int64_t end = kFirstBin; position >= end; end *= 2)
    ++bin;
  return bin;
}

} // namespace

Result<TokenizedText> tokenize(const std::shared_ptr<Tokenizer>& tokenizer, std::string_view text) {
  PARETO_TRY_ASSIGN(ids, tokenizer->encode(text, {.add_special = false}));
  TokenizedText out;
  out.ids = std::move(ids);
  out.begin = tokenizer->post_processor().before();
  StreamDecoder decoder(tokenizer);
  int64_t total = 0;
  for (int32_t id : out.ids) {
    out.bytes.push_back(static_cast<int32_t>(decoder.push(id).size()));
    total += out.bytes.back();
  }
  if (!out.bytes.empty())
    out.bytes.front() += static_cast<int32_t>(static_cast<int64_t>(text.size()) - total);
  return out;
}

Result<TextScore> score_text(LoadedModel& model, const TokenizedText& text, int64_t context,
                             const ScoreProgress& progress) {
  const int64_t vocabulary = model.model().spec().vocab;
  PARETO_TRY(check(text, context, vocabulary));
  std::vector<Reader> readers;
  PARETO_TRY_ASSIGN(reader, Reader::make(model, longest_window(text, context)));
  readers.push_back(std::move(reader));
  TextScore score;
  score.context = context;
  score.bytes = unpredicted_bytes(text);
  std::vector<BlockSum> blocks, bins;
  double nats = 0;
  const auto visit = [&](int64_t target, int64_t position, const std::vector<std::span<const float>>& rows) {
    const auto index = static_cast<size_t>(target);
    const double cost = nats_of(rows[0], text.ids[index]);
    const double bytes = text.bytes[index];
    const size_t bin = bin_of(position);
    bins.resize(std::max(bins.size(), bin + 1));
    for (BlockSum* sum : {&block_of(blocks, target), &bins[bin]}) {
      sum->nats += cost;
      sum->bytes += bytes;
      ++sum->tokens;
    }
    nats += cost;
    score.bytes += text.bytes[index];
    ++score.tokens;
  };
  PARETO_TRY_ASSIGN(complete, visit_predictions(readers, text, context, vocabulary, progress, visit));
  score.complete = complete;
  if (score.bytes == 0 || score.tokens == 0)
    return fail(complete ? ErrorCode::InvalidArgument : ErrorCode::Cancelled,
                complete ? "The text has no bytes to be scored." : "Stopped before anything was scored.");
  score.bits_per_byte = nats / std::numbers::ln2 / static_cast<double>(score.bytes);
  score.blocks = static_cast<int>(blocks.size());
  score.ci95 = bits_interval(blocks);
  score.curve = curve_of(bins);
  return score;
}

Result<Divergence> compare_distributions(LoadedModel& reference, LoadedModel& other, const TokenizedText& text,
                                         int64_t context, const ScoreProgress& progress) {
  const int64_t vocabulary = reference.model().spec().vocab;
  if (other.model().spec().vocab != vocabulary)
    return fail(ErrorCode::InvalidArgument,
                "The two models have different vocabularies and cannot be compared token by token.");
  PARETO_TRY(check(text, context, vocabulary));
  std::vector<Reader> readers;
  for (LoadedModel* model : {&reference, &other}) {
    PARETO_TRY_ASSIGN(reader, Reader::make(*model, longest_window(text, context)));
    readers.push_back(std::move(reader));
  }
  std::vector<double> nats;
  std::vector<BlockSum> blocks; // of the differences: what both find hard falls out of their spread
  int64_t same = 0;
  const auto visit = [&](int64_t target, int64_t, const std::vector<std::span<const float>>& rows) {
    const auto index = static_cast<size_t>(target), token = static_cast<size_t>(text.ids[index]);
    const double p_sum = log_sum_exp(rows[0]), q_sum = log_sum_exp(rows[1]);
    BlockSum& block = block_of(blocks, target);
    block.nats += (q_sum - static_cast<double>(rows[1][token])) - (p_sum - static_cast<double>(rows[0][token]));
    block.bytes += text.bytes[index];
    double divergence = 0;
    for (size_t i = 0; i < rows[0].size(); ++i) {
      const double log_p = static_cast<double>(rows[0][i]) - p_sum;
      divergence += std::exp(log_p) * (log_p - (static_cast<double>(rows[1][i]) - q_sum));
    }
    nats.push_back(std::max(0.0, divergence));
    const auto top = [](std::span<const float> row) { return std::max_element(row.begin(), row.end()) - row.begin(); };
    same += top(rows[0]) == top(rows[1]);
  };
  PARETO_TRY_ASSIGN(complete, visit_predictions(readers, text, context, vocabulary, progress, visit));
  if (nats.empty())
    return fail(ErrorCode::Cancelled, "Stopped before anything was compared.");
  Divergence result;
  result.complete = complete;
  result.tokens = static_cast<int64_t>(nats.size());
  for (double value : nats)
    result.mean_nats += value / static_cast<double>(nats.size());
  result.p99_nats = quantile(nats, 0.99);
  result.same_top1 = static_cast<double>(same) / static_cast<double>(nats.size());
  result.same_top1_ci95 = binomial_interval(result.same_top1, result.tokens);
  const BlockSum all = total_of(blocks);
  const double bytes = all.bytes + static_cast<double>(unpredicted_bytes(text)); // counted as score_text() does
  result.bits_per_byte = bytes > 0 ? all.nats / std::numbers::ln2 / bytes : 0;
  result.bits_per_byte_ci95 = bits_interval(blocks);
  return result;
}

namespace {

/// Reads a prompt to its end; the row behind its last token predicts the first of what follows.
Result<std::vector<float>> read_prompt(Reader& reader, std::span<const int32_t> prompt, int64_t vocabulary) {
  std::vector<float> last;
  for (size_t begin = 0; begin < prompt.size(); begin += kChunk) {
    const size_t count = std::min<size_t>(kChunk, prompt.size() - begin);
    PARETO_TRY_ASSIGN(rows, reader.read(prompt.subspan(begin, count)));
    const auto row = rows.subspan((count - 1) * static_cast<size_t>(vocabulary), static_cast<size_t>(vocabulary));
    last.assign(row.begin(), row.end());
  }
  return last;
}

} // namespace

Result<std::vector<double>> option_nats(LoadedModel& model, std::span<const int32_t> prompt,
                                        const std::vector<std::vector<int32_t>>& options) {
  if (prompt.empty() || options.empty())
    return fail(ErrorCode::InvalidArgument,
                "A choice is scored after a prompt of at least one token, among at least one option.");
  const int64_t vocabulary = model.model().spec().vocab;
  size_t longest = 0;
  for (const std::vector<int32_t>& option : options) {
    if (option.empty())
      return fail(ErrorCode::InvalidArgument, "An option needs at least one token.");
    longest = std::max(longest, option.size());
    std::vector<int32_t> all(prompt.begin(), prompt.end());
    all.insert(all.end(), option.begin(), option.end());
    PARETO_TRY(check({all, {}, {}}, 2, vocabulary));
  }
  PARETO_TRY_ASSIGN(reader, Reader::make(model, static_cast<int64_t>(prompt.size() + longest)));
  PARETO_TRY_ASSIGN(behind, read_prompt(reader, prompt, vocabulary));
  const Reader::Place place = reader.place();
  std::vector<double> nats;
  for (const std::vector<int32_t>& option : options) {
    double total = nats_of(behind, option.front());
    if (option.size() > 1) {
      PARETO_TRY(reader.go_back(place));
      PARETO_TRY_ASSIGN(rows, reader.read(std::span(option).first(option.size() - 1)));
      for (size_t i = 1; i < option.size(); ++i)
        total += nats_of(rows.subspan((i - 1) * static_cast<size_t>(vocabulary), static_cast<size_t>(vocabulary)),
                         option[i]);
    }
    nats.push_back(total);
  }
  return nats;
}

} // namespace pareto
