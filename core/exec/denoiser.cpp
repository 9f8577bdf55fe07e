// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/denoiser.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

/// Of the softmax of a row, the probability of its greatest logit.
float probability_of_best(std::span<const float> logits, float best) {
  float sum = 0;
  for (const float logit : logits)
    sum += std::exp(logit - best);
  return 1 / sum;
}

} // namespace

Result<Program*> CanvasPasses::pass(SequenceBatch& sequences, std::span<const int32_t> tokens) {
  const int each = static_cast<int>(tokens.size()) / m_batch;
  PARETO_TRY_ASSIGN(program, m_model.program({m_batch, each, Phase::Prefill}, LogitRows::Block));
  const float count = m_before.empty() ? 0 : 1;
  m_before.resize(tokens.size() * static_cast<size_t>(m_model.model().spec().vocab));
  PARETO_TRY(program->set_input(kLogitsBefore, m_before));
  PARETO_TRY(program->set_input(kLogitsCount, {&count, 1}));
  PARETO_TRY(sequences.look(tokens, LogitRows::Block));
  const auto logits = program->output("logits");
  m_before.assign(logits.begin(), logits.end());
  return program;
}

Denoiser::Denoiser(LoadedModel& model, State& state, int batch, int32_t mask)
    : m_model(model), m_how(denoising_of(model.model())), m_sequence(model, state, batch), m_canvases(model, batch),
      m_batch(batch), m_mask(mask), m_texts(static_cast<size_t>(batch)), m_known(static_cast<size_t>(batch)),
      m_noise(static_cast<size_t>(batch), std::mt19937(1)) {}

std::span<const int32_t> Denoiser::text(int sequence) const {
  return std::span(m_texts[static_cast<size_t>(sequence)]).first(static_cast<size_t>(m_length));
}

/// Tokens of all texts from there on, row-major.
std::vector<int32_t> Denoiser::behind(int64_t position) const {
  std::vector<int32_t> tokens;
  for (const std::vector<int32_t>& text : m_texts)
    tokens.insert(tokens.end(), text.begin() + position, text.begin() + m_length);
  return tokens;
}

Status Denoiser::read(std::span<const int32_t> tokens, int64_t step) {
  const auto count = static_cast<int64_t>(tokens.size()) / m_batch;
  for (int b = 0; b < m_batch; ++b) {
    std::vector<int32_t>& text = m_texts[static_cast<size_t>(b)];
    const auto from = tokens.begin() + b * count;
    text.insert(text.end(), from, from + count);
  }
  const int64_t end = m_how.kept(m_length + count), whole = std::max(m_how.block, step / m_how.block * m_how.block);
  while (m_sequence.position() < end) {
    m_length = std::min(end, m_sequence.position() + whole); // behind() ends there
    PARETO_TRY(m_sequence.step(behind(m_sequence.position()), LogitRows::Last));
  }
  m_length = static_cast<int64_t>(m_texts.front().size());
  return {};
}

void Denoiser::pretend(int64_t length) {
  for (std::vector<int32_t>& text : m_texts)
    text.assign(static_cast<size_t>(length), 0);
  m_length = length;
  m_masked = 0;
  m_sequence.set_position(m_how.kept(length));
}

void Denoiser::begin_block() {
  // A text that is seen whole has no blocks of its own: the answer's begin where the prompt ends.
  const int64_t end = m_how.sight == Sight::Whole ? m_length + m_how.block : m_how.kept(m_length) + m_how.block;
  m_masked = end - m_length;
  for (size_t b = 0; b < m_texts.size(); ++b) {
    m_texts[b].resize(static_cast<size_t>(end), m_mask);
    m_known[b].assign(static_cast<size_t>(m_how.block), true);
    std::fill(m_known[b].end() - m_masked, m_known[b].end(), false);
  }
  m_length = end;
  m_canvases.begin();
  draw_unknown();
}

void Denoiser::draw_unknown() {
  const auto vocab = static_cast<uint32_t>(m_model.model().spec().vocab);
  const auto begin = static_cast<size_t>(m_length - m_how.block);
  for (size_t b = 0; b < m_texts.size() && m_how.canvas; ++b)
    for (size_t at = 0; at < m_known[b].size(); ++at)
      if (!m_known[b][at])
        m_texts[b][begin + at] = static_cast<int32_t>(m_noise[b]() % vocab);
}

Status Denoiser::pass(int64_t left) {
  const std::vector<int32_t> tokens = behind(m_sequence.position());
  PARETO_TRY_ASSIGN(program,
                    m_how.canvas ? m_canvases.pass(m_sequence, tokens) : m_sequence.look(tokens, LogitRows::Block));
  const int64_t count = (m_masked + left - 1) / left;
  const auto logits = program->output("logits");
  const auto likeliest = program->output_i32("next_token");
  const auto block = static_cast<size_t>(m_how.block);
  for (int b = 0; b < m_batch; ++b) {
    const size_t first = static_cast<size_t>(b) * block, vocab = logits.size() / (static_cast<size_t>(m_batch) * block);
    keep_surest(b, logits.subspan(first * vocab, block * vocab), likeliest.subspan(first, block), count);
  }
  m_masked -= count;
  draw_unknown();
  return {};
}

void Denoiser::keep_surest(int sequence, std::span<const float> logits, std::span<const int32_t> likeliest,
                           int64_t count) {
  std::vector<bool>& known = m_known[static_cast<size_t>(sequence)];
  const size_t vocab = logits.size() / known.size();
  m_sure.clear();
  for (size_t at = 0; at < known.size(); ++at)
    if (!known[at]) {
      const auto row = logits.subspan(at * vocab, vocab);
      const auto id = static_cast<size_t>(likeliest[at]);
      m_sure.push_back({probability_of_best(row, row[id]), static_cast<int64_t>(at), likeliest[at]});
    }
  std::stable_sort(m_sure.begin(), m_sure.end(),
                   [](const Sure& a, const Sure& b) { return a.probability > b.probability; });
  for (const Sure& each : std::span(m_sure).first(static_cast<size_t>(count))) {
    known[static_cast<size_t>(each.at)] = true;
    m_texts[static_cast<size_t>(sequence)][static_cast<size_t>(m_length - m_how.block + each.at)] = each.id;
  }
}

Status Denoiser::end_block() {
  if (m_how.sight == Sight::Block)
    PARETO_TRY(m_sequence.step(behind(m_sequence.position()), LogitRows::Last));
  return {};
}

} // namespace pareto
