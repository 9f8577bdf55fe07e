// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/gpu_state.h"

#include "core/exec/seeded_values.h"
#include "core/graph/storage.h"
#include "core/numeric/half.h"

#include <algorithm>
#include <atomic>
#include <cstring>

namespace pareto::gpu {

namespace {

std::atomic<uint64_t> next_id{1};

uint16_t narrow(Format type, float value) {
  return type == Format::F16 ? float_to_half(value) : float_to_bfloat16(value);
}
float widen(Format type, uint16_t bits) { return type == Format::F16 ? half_to_float(bits) : bfloat16_to_float(bits); }

/// One row of the cache to float32 and back.
void widen_row(Format type, const uint32_t* words, float* out, int64_t width) {
  if (type == Format::F32) {
    std::memcpy(out, words, static_cast<size_t>(width) * 4);
    return;
  }
  for (int64_t i = 0; i < width; ++i)
    out[i] = widen(type, static_cast<uint16_t>(words[i / 2] >> (i % 2 * 16)));
}

void narrow_row(Format type, const float* values, uint32_t* words, int64_t width, int64_t row_words) {
  std::fill_n(words, row_words, 0u);
  if (type == Format::F32) {
    std::memcpy(words, values, static_cast<size_t>(width) * 4);
    return;
  }
  for (int64_t i = 0; i < width; ++i)
    words[i / 2] |= uint32_t{narrow(type, values[i])} << (i % 2 * 16);
}

} // namespace

int64_t StateEntry::row(int64_t position) const {
  if (decl.kind == StateKind::Append || position < decl.pinned)
    return position;
  return decl.pinned + (position - decl.pinned) % (rows - decl.pinned);
}

int64_t StateEntry::oldest(int64_t length) const {
  return decl.kind == StateKind::Append ? 0 : std::max<int64_t>(0, length - (rows - decl.pinned));
}

Status GpuState::make_view(Device& device, StateEntry& entry) {
  constexpr int64_t kMostBytes = int64_t{1} << 31; // what software drivers address in 32 bits
  const int64_t each = 4 * block_bytes(entry.type), bytes = static_cast<int64_t>(entry.buffer.size()) / each * each;
  const bool wanted = device.software_kernels() && entry.width() % 4 == 0;
  if (!wanted || bytes >= kMostBytes || bytes / each > int64_t{device.limits().maxTexelBufferElements})
    return {};
  const bool recurrent = entry.decl.kind == StateKind::Replace;
  const VkFormat format = recurrent                   ? VK_FORMAT_R32G32B32A32_SFLOAT
                          : entry.type == Format::F32 ? VK_FORMAT_R32G32B32A32_UINT
                                                      : VK_FORMAT_R32G32_UINT;
  PARETO_TRY_ASSIGN(view, device.new_view(entry.buffer, format, 0, static_cast<VkDeviceSize>(bytes)));
  entry.view = std::move(view);
  return {};
}

Result<StateEntry> GpuState::make_entry(Device& device, const StateDecl& decl, Format cache, int slots,
                                        int64_t capacity, int largest_step) {
  StateEntry entry;
  entry.decl = decl;
  entry.type = row_format(decl, cache);
  const EntryLayout layout = entry_layout(decl, cache, capacity, largest_step, Packing::Vulkan);
  entry.rows = layout.rows;
  entry.row_words = layout.row_bytes / 4;
  entry.slot_words = layout.slot_bytes / 4;
  const int64_t bytes = entry.slot_words * 4 * slots;
  // A history is bound in pieces of whole heads; a recurrent state lies within one binding, since its kernels walk all
  // slots.
  const bool replace = decl.kind == StateKind::Replace;
  const int64_t piece = replace ? bytes : std::min(bytes, entry.head_words() * 4 + kBindingAlign),
                most = device.limits().maxStorageBufferRange;
  if (piece > most)
    return fail(
        ErrorCode::OutOfMemory,
        "The state entry " + decl.name + " needs " + std::to_string(piece >> 20) + " MiB in one piece (" +
            (replace ? std::to_string(slots) + " sequences" : "one head of " + std::to_string(entry.rows) + " tokens") +
            ") and this device allows " + std::to_string(most >> 20) + " MiB; a " +
            (replace ? "smaller batch" : "shorter context or a narrower precision") + " would fit.");
  PARETO_TRY_ASSIGN(buffer, device.new_buffer(bytes, MemoryUse::Device));
  entry.buffer = std::move(buffer);
  PARETO_TRY(make_view(device, entry));
  return entry;
}

Result<std::unique_ptr<GpuState>> GpuState::make(std::shared_ptr<Device> device, const Graph& graph,
                                                 LoadOptions options, int slots, int64_t capacity, int largest_step) {
  if (slots < 1 || capacity < 1)
    return fail(ErrorCode::InvalidArgument, "A state needs at least one sequence and one token.");
  if (is_block(options.cache))
    return fail(ErrorCode::Unsupported, std::string("The Vulkan executor keeps no cache in ") +
                                            to_string(options.cache) +
                                            " blocks: its kernels read float32, float16 and bfloat16.");
  auto state = std::make_unique<GpuState>();
  state->m_device = std::move(device);
  state->m_id = next_id++;
  state->m_slots = slots;
  state->m_capacity = capacity;
  state->m_largest_step = largest_step;
  state->m_lengths.assign(static_cast<size_t>(slots), 0);
  for (const StateDecl& decl : graph.states()) {
    PARETO_TRY_ASSIGN(entry, make_entry(*state->m_device, decl, options.cache, slots, capacity, largest_step));
    state->m_entries.push_back(std::move(entry));
  }
  state->reset();
  PARETO_TRY(state->m_trouble);
  return state;
}

int64_t GpuState::bytes() const {
  int64_t total = 0;
  for (const StateEntry& entry : m_entries)
    total += entry.slot_words * 4 * m_slots;
  return total;
}

void GpuState::reset() {
  for (const StateEntry& entry : m_entries) {
    if (entry.decl.kind != StateKind::Replace) // histories are guarded by their length
      continue;
    const Status done = m_device->fill_zero(entry.buffer);
    if (!done && m_trouble)
      m_trouble = done;
  }
  std::fill(m_lengths.begin(), m_lengths.end(), 0);
}

void GpuState::fill_seeded(uint64_t seed, int64_t length) {
  constexpr int64_t kPattern = 1 << 14;
  std::vector<float> pattern(kPattern);
  SeededValues values(seed);
  for (float& value : pattern)
    value = static_cast<float>(values.next());
  for (const StateEntry& entry : m_entries) {
    std::vector<uint32_t> words(static_cast<size_t>(entry.slot_words));
    const int64_t elements_per_word = entry.type == Format::F32 ? 1 : 2;
    for (int64_t i = 0; i < entry.slot_words; ++i) {
      if (elements_per_word == 1)
        std::memcpy(&words[static_cast<size_t>(i)], &pattern[static_cast<size_t>(i % kPattern)], 4);
      else
        words[static_cast<size_t>(i)] =
            narrow(entry.type, pattern[static_cast<size_t>(2 * i % kPattern)]) |
            uint32_t{narrow(entry.type, pattern[static_cast<size_t>((2 * i + 1) % kPattern)])} << 16;
    }
    for (int slot = 0; slot < m_slots; ++slot) {
      const Status done =
          m_device->upload(entry.buffer, slot * entry.slot_words * 4, words.data(), entry.slot_words * 4);
      if (!done && m_trouble)
        m_trouble = done;
    }
  }
  std::fill(m_lengths.begin(), m_lengths.end(), length);
}

std::unique_ptr<State> GpuState::snapshot() const {
  auto other = std::make_unique<GpuState>();
  other->m_device = m_device;
  other->m_id = next_id++;
  other->m_slots = m_slots;
  other->m_capacity = m_capacity;
  other->m_largest_step = m_largest_step;
  other->m_lengths = m_lengths;
  for (const StateEntry& entry : m_entries) {
    StateEntry twin;
    twin.decl = entry.decl;
    twin.type = entry.type;
    twin.rows = entry.rows;
    twin.row_words = entry.row_words;
    twin.slot_words = entry.slot_words;
    auto buffer = m_device->new_buffer(static_cast<int64_t>(entry.buffer.size()), MemoryUse::Device);
    if (!buffer || !m_device->copy(entry.buffer, *buffer, static_cast<int64_t>(entry.buffer.size())))
      return nullptr;
    twin.buffer = std::move(buffer).value();
    if (!make_view(*m_device, twin))
      return nullptr;
    other->m_entries.push_back(std::move(twin));
  }
  return other;
}

Status GpuState::restore(const State& saved) {
  const auto* other = dynamic_cast<const GpuState*>(&saved);
  if (!other || other->m_entries.size() != m_entries.size() || other->bytes() != bytes() || other->m_device != m_device)
    return fail(ErrorCode::Internal, "A state can only take back a snapshot made from itself.");
  for (size_t i = 0; i < m_entries.size(); ++i)
    PARETO_TRY(m_device->copy(other->m_entries[i].buffer, m_entries[i].buffer,
                              static_cast<int64_t>(m_entries[i].buffer.size())));
  m_lengths = other->m_lengths;
  return {};
}

const StateEntry* GpuState::find(std::string_view name) const {
  for (const StateEntry& entry : m_entries)
    if (entry.decl.name == name)
      return &entry;
  return nullptr;
}

Status GpuState::check_slot(int slot) const {
  if (slot < 0 || slot >= m_slots)
    return fail(ErrorCode::InvalidArgument,
                "There is no sequence " + std::to_string(slot) + "; the state holds " + std::to_string(m_slots) + ".");
  return {};
}

Result<std::vector<float>> GpuState::read(std::string_view name, int slot, int64_t length) const {
  const StateEntry* entry = find(name);
  if (!entry)
    return fail(ErrorCode::NotFound, "There is no state entry '" + std::string(name) + "'.", std::string(name));
  PARETO_TRY(check_slot(slot));
  std::vector<uint32_t> words(static_cast<size_t>(entry->slot_words));
  PARETO_TRY(m_device->download(entry->buffer, slot * entry->slot_words * 4, words.data(), entry->slot_words * 4));
  const int64_t unit = entry->decl.shape.elements();
  if (entry->decl.kind == StateKind::Replace) {
    std::vector<float> out(static_cast<size_t>(unit));
    std::memcpy(out.data(), words.data(), static_cast<size_t>(unit) * 4);
    return out;
  }
  const int64_t end = entry->decl.rows(m_lengths[static_cast<size_t>(slot)]),
                begin = std::max({int64_t{0}, end - entry->decl.rows(length), entry->oldest(end)});
  std::vector<float> out(static_cast<size_t>((end - begin) * unit));
  for (int64_t position = begin; position < end; ++position)
    for (int64_t head = 0; head < entry->heads(); ++head)
      widen_row(entry->type, words.data() + (head * entry->rows + entry->row(position)) * entry->row_words,
                out.data() + ((position - begin) * entry->heads() + head) * entry->width(), entry->width());
  return out;
}

Status GpuState::write(std::string_view name, int slot, std::span<const float> values) {
  const StateEntry* entry = find(name);
  if (!entry)
    return fail(ErrorCode::NotFound, "There is no state entry '" + std::string(name) + "'.", std::string(name));
  PARETO_TRY(check_slot(slot));
  const int64_t unit = entry->decl.shape.elements(), offset = slot * entry->slot_words * 4;
  const auto count = static_cast<int64_t>(values.size());
  const bool replace = entry->decl.kind == StateKind::Replace;
  if (replace ? count != unit : count % unit != 0 || count / unit > entry->decl.rows(m_capacity))
    return fail(ErrorCode::InvalidArgument,
                "State entry '" + std::string(name) + "' does not take " + std::to_string(count) + " values.");
  if (replace)
    return m_device->upload(entry->buffer, offset, values.data(), count * 4);
  std::vector<uint32_t> words(static_cast<size_t>(entry->slot_words));
  PARETO_TRY(m_device->download(entry->buffer, offset, words.data(), entry->slot_words * 4)); // pinned rows stay
  const int64_t length = count / unit;
  for (int64_t position = 0; position < length; ++position) {
    if (position < entry->oldest(length) && position >= entry->pinned())
      continue;
    for (int64_t head = 0; head < entry->heads(); ++head)
      narrow_row(entry->type, values.data() + (position * entry->heads() + head) * entry->width(),
                 words.data() + (head * entry->rows + entry->row(position)) * entry->row_words, entry->width(),
                 entry->row_words);
  }
  if (entry->decl.block == 1) // rows of blocks do not say how many tokens there are
    m_lengths[static_cast<size_t>(slot)] = length;
  return m_device->upload(entry->buffer, offset, words.data(), entry->slot_words * 4);
}

} // namespace pareto::gpu
