// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/text/unicode.h"

#include <algorithm>
#include <set>

namespace pareto {

Result<std::shared_ptr<Tokenizer>> Tokenizer::make(TokenizerParts parts) {
  std::shared_ptr<Tokenizer> tokenizer(new Tokenizer(std::move(parts)));
  PARETO_TRY(tokenizer->prepare());
  return tokenizer;
}

Status Tokenizer::prepare() {
  std::set<std::string, std::less<>> specials;
  for (const auto& [id, token] : m_parts.tokens) {
    m_ids.emplace(token, id);
    m_size = std::max<int64_t>(m_size, int64_t{id} + 1);
  }
  for (const AddedToken& token : m_parts.added) {
    m_ids.emplace(token.content, token.id);
    m_size = std::max<int64_t>(m_size, int64_t{token.id} + 1);
    NormalText normal{token.content};
    if (token.normalized && m_parts.normalizer)
      PARETO_TRY(m_parts.normalizer->apply(normal));
    std::string content = std::move(normal.text);
    (token.normalized ? m_normalized_tokens : m_raw_tokens).add(token, content);
    if (token.special)
      specials.insert(token.content);
    m_added_by_id[token.id] = {std::move(content), false};
  }
  // As in the reference: what is decoded is the normalised content, and "special" is asked of that.
  for (auto& [id, shown] : m_added_by_id)
    shown.special = specials.contains(shown.text);
  return {};
}

Result<std::vector<int32_t>> Tokenizer::encode(std::string_view text, EncodeOptions options) const {
  if (const size_t bad = unicode::first_invalid(text); bad != std::string_view::npos)
    return fail(ErrorCode::InvalidArgument, "The text is not valid UTF-8 at byte " + std::to_string(bad) + ".");
  std::vector<int32_t> ids;
  ids.reserve(text.size() / 3 + 8);
  std::vector<AddedTokenFinder::Part> parts;
  m_raw_tokens.split(text, options.parse_special, parts);
  const std::lock_guard lock(m_mutex);
  bool after_token = true; // the begin of the input counts as one
  for (const AddedTokenFinder::Part& part : parts) {
    if (part.id >= 0) {
      ids.push_back(part.id);
      after_token = true;
      continue;
    }
    NormalText piece{after_token ? m_parts.blank_prefix : std::string()};
    piece.text += text.substr(part.begin, part.end - part.begin);
    after_token = false;
    if (part.begin == 0)
      unicode::next(piece.text, piece.first);
    PARETO_TRY(encode_plain(std::move(piece), options.parse_special, ids));
  }
  if (options.shorten_and_pad)
    shorten_and_pad(ids, options.add_special);
  else if (options.add_special)
    m_parts.post_processor.apply(ids);
  return ids;
}

Status Tokenizer::encode_plain(NormalText text, bool with_special, std::vector<int32_t>& ids) const {
  if (m_parts.normalizer)
    PARETO_TRY(m_parts.normalizer->apply(text));
  if (m_normalized_tokens.empty())
    return encode_pieces(std::move(text), ids);
  std::vector<AddedTokenFinder::Part> parts;
  m_normalized_tokens.split(text.text, with_special, parts);
  for (const AddedTokenFinder::Part& part : parts) {
    if (part.id >= 0)
      ids.push_back(part.id);
    else
      PARETO_TRY(encode_pieces({text.text.substr(part.begin, part.end - part.begin),
                                text.first > part.begin ? std::min(text.first, part.end) - part.begin : 0},
                               ids));
  }
  return {};
}

Status Tokenizer::encode_pieces(NormalText text, std::vector<int32_t>& ids) const {
  if (text.text.empty())
    return {};
  Pieces pieces;
  pieces.pieces = {{0, text.text.size()}};
  pieces.text = std::move(text.text);
  pieces.first = text.first;
  for (const auto& step : m_parts.pre_tokenizers)
    PARETO_TRY(step->apply(pieces));
  for (const Pieces::Piece& piece : pieces.pieces)
    PARETO_TRY(m_parts.model->encode(pieces.view(piece), ids));
  return {};
}

void Tokenizer::shorten_and_pad(std::vector<int32_t>& ids, bool add_special) const {
  if (m_parts.truncation) {
    const auto added = static_cast<int64_t>(add_special ? m_parts.post_processor.added() : 0);
    const auto keep = static_cast<size_t>(std::max<int64_t>(0, m_parts.truncation->longest - added));
    if (ids.size() > keep && m_parts.truncation->left)
      ids.erase(ids.begin(), ids.end() - static_cast<std::ptrdiff_t>(keep));
    else if (ids.size() > keep)
      ids.resize(keep);
  }
  if (add_special)
    m_parts.post_processor.apply(ids);
  if (!m_parts.padding)
    return;
  const Padding& padding = *m_parts.padding;
  auto length = std::max(static_cast<int64_t>(ids.size()), padding.fixed);
  if (padding.multiple > 0)
    length = (length + padding.multiple - 1) / padding.multiple * padding.multiple;
  ids.insert(padding.left ? ids.begin() : ids.end(), static_cast<size_t>(length) - ids.size(), padding.id);
}

std::string Tokenizer::decode(std::span<const int32_t> ids, bool skip_special) const {
  StreamDecoder stream(std::shared_ptr<const Tokenizer>(std::shared_ptr<const Tokenizer>(), this),
                       skip_special); // no owner needed: it ends before we do
  std::string text;
  for (int32_t id : ids)
    text += stream.push(id);
  return text + stream.finish();
}

std::optional<int32_t> Tokenizer::id(std::string_view token) const {
  const auto found = m_ids.find(token);
  return found == m_ids.end() ? std::nullopt : std::optional<int32_t>(found->second);
}

const std::string* Tokenizer::token(int32_t id) const {
  if (const auto added = m_added_by_id.find(id); added != m_added_by_id.end())
    return &added->second.text;
  const auto found = m_parts.tokens.find(id);
  return found == m_parts.tokens.end() ? nullptr : &found->second;
}

bool Tokenizer::is_special(int32_t id) const {
  const auto added = m_added_by_id.find(id);
  return added != m_added_by_id.end() && added->second.special;
}

StreamDecoder::StreamDecoder(std::shared_ptr<const Tokenizer> tokenizer, bool skip_special)
    : m_tokenizer(std::move(tokenizer)), m_skip_special(skip_special) {
  for (const DecodeStepMaker& maker : m_tokenizer->m_parts.decoder.steps)
    m_steps.push_back(maker());
}

void StreamDecoder::feed(size_t step, std::string_view text, std::string& out) {
  if (step == m_steps.size())
    out += text;
  else
    m_steps[step]->push(text, [&](std::string_view part) { feed(step + 1, part, out); });
}

std::string StreamDecoder::push(int32_t id) {
  const std::string* token = m_tokenizer->token(id);
  if (!token || (m_skip_special && m_tokenizer->is_special(id)))
    return {};
  std::string out;
  if (m_tokenizer->m_parts.decoder.joins_with_blank && !m_first)
    out = " ";
  m_first = false;
  feed(0, *token, out);
  return out;
}

std::string StreamDecoder::finish() {
  std::string out;
  for (size_t step = 0; step < m_steps.size(); ++step)
    m_steps[step]->finish([&](std::string_view part) { feed(step + 1, part, out); });
  return out;
}

} // namespace pareto
