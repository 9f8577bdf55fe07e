// SPDX-License-Identifier: GPL-3.0-or-later
// Encodings: SPIR-V specification 1.6 section 2.3, SPV_NV_cooperative_matrix, SPV_KHR_cooperative_matrix.
#include "gpu/device/cooperative_spirv.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

namespace pareto::gpu {

namespace {

enum : uint32_t {
  kOpExtension = 10,
  kOpCapability = 17,
  kOpTypeInt = 21,
  kOpConstantTrue = 41,
  kOpConstantFalse = 42,
  kOpConstant = 43,
  kOpLoad = 61,
  kOpMatrixTypeKhr = 4456,
  kOpMatrixLoadKhr = 4457,
  kOpMatrixStoreKhr = 4458,
  kOpMatrixMulAddKhr = 4459,
  kOpMatrixTypeNv = 5358,
  kOpMatrixLoadNv = 5359,
  kOpMatrixStoreNv = 5360,
  kOpMatrixMulAddNv = 5361,
  kOpMatrixLengthNv = 5362,
  kCapabilityNv = 5357,
  kCapabilityKhr = 6022,
};
constexpr char kExtensionNv[] = "SPV_NV_cooperative_matrix", kExtensionKhr[] = "SPV_KHR_cooperative_matrix";
enum Use : uint32_t { kLeft = 0, kRight = 1, kSum = 2 }; ///< also the values of row-major (0) and column-major (1)
constexpr size_t kHeaderWords = 5, kBound = 3;

using Instruction = std::span<const uint32_t>; ///< the first word is its length and its operation
uint32_t operation(Instruction instruction) { return instruction[0] & 0xffff; }
uint32_t first_word(uint32_t operation, size_t words) { return static_cast<uint32_t>(words) << 16 | operation; }

Error unreadable(const char* what) {
  return fail(ErrorCode::Internal,
              std::string("A shader with cooperative matrices cannot be translated: ") + what + ".");
}

Result<std::vector<Instruction>> instructions_of(std::span<const uint32_t> module) {
  std::vector<Instruction> all;
  for (size_t at = kHeaderWords; at < module.size();) {
    const size_t words = module[at] >> 16;
    if (words == 0 || words > module.size() - at)
      return unreadable("an instruction runs past its end");
    all.push_back(module.subspan(at, words));
    at += words;
  }
  return all;
}

/// What the rewriting must know of the whole module.
struct Facts {
  uint32_t uint_type = 0;
  std::map<uint32_t, uint32_t> type_of; ///< matrices in registers: id -> type
  std::map<uint32_t, uint32_t> use_of;  ///< type -> Use
  std::map<uint32_t, bool> truth;       ///< boolean constants, the flag of column-major matrices
};

Status remember_use(Facts& facts, uint32_t type, uint32_t use) {
  const auto [known, fresh] = facts.use_of.emplace(type, use);
  return fresh || known->second == use ? Status() : unreadable("one type of matrix has two uses");
}

Result<Facts> facts_of(const std::vector<Instruction>& instructions) {
  Facts facts;
  std::set<uint32_t> types;
  for (const Instruction& i : instructions)
    switch (operation(i)) {
    case kOpTypeInt: facts.uint_type = i[2] == 32 && i[3] == 0 ? i[1] : facts.uint_type; break;
    case kOpConstantTrue: facts.truth[i[2]] = true; break;
    case kOpConstantFalse: facts.truth[i[2]] = false; break;
    case kOpMatrixTypeNv: types.insert(i[1]); break;
    case kOpLoad:
    case kOpMatrixLoadNv:
      if (types.contains(i[1]))
        facts.type_of[i[2]] = i[1];
      break;
    case kOpMatrixMulAddNv:
      if (!facts.type_of.contains(i[3]) || !facts.type_of.contains(i[4]))
        return unreadable("a product's operand is neither read from memory nor a variable");
      PARETO_TRY(remember_use(facts, facts.type_of[i[3]], kLeft));
      PARETO_TRY(remember_use(facts, facts.type_of[i[4]], kRight));
      PARETO_TRY(remember_use(facts, i[1], kSum));
      break;
    case kOpMatrixLengthNv: return unreadable("it asks for a matrix' length");
    default: break;
    }
  for (uint32_t type : types)
    if (!facts.use_of.contains(type))
      return unreadable("a matrix is in no product");
  if (facts.uint_type == 0)
    return unreadable("it has no 32-bit unsigned integers");
  return facts;
}

bool names_extension(Instruction i) {
  return operation(i) == kOpExtension &&
         std::strncmp(reinterpret_cast<const char*>(&i[1]), kExtensionNv, sizeof kExtensionNv) == 0;
}

class Translation {
public:
  Translation(std::span<const uint32_t> header, const Facts& facts)
      : m_facts(facts), m_out(header.begin(), header.begin() + kHeaderWords), m_constants(header[kBound]) {
    m_out[kBound] += 3;
  }

  Status add(Instruction i) {
    switch (operation(i)) {
    case kOpCapability: put({i[0], i[1] == kCapabilityNv ? kCapabilityKhr : i[1]}); return {};
    case kOpMatrixTypeNv: add_type(i); return {};
    case kOpMatrixLoadNv: return add_access(i, kOpMatrixLoadKhr, 3);   // type, result, pointer, then stride and order
    case kOpMatrixStoreNv: return add_access(i, kOpMatrixStoreKhr, 2); // pointer, matrix, then stride and order
    case kOpMatrixMulAddNv: put({first_word(kOpMatrixMulAddKhr, i.size()), i[1], i[2], i[3], i[4], i[5]}); return {};
    default:
      if (names_extension(i))
        add_extension();
      else
        m_out.insert(m_out.end(), i.begin(), i.end());
      return {};
    }
  }
  std::vector<uint32_t> take() { return std::move(m_out); }

private:
  void put(std::initializer_list<uint32_t> words) { m_out.insert(m_out.end(), words); }
  uint32_t constant(uint32_t value) const { return m_constants + value; } ///< ids past the module's own: 0, 1 and 2

  void add_extension() {
    std::vector<uint32_t> text(sizeof kExtensionKhr / 4 + 1, 0);
    std::memcpy(text.data(), kExtensionKhr, sizeof kExtensionKhr);
    put({first_word(kOpExtension, text.size() + 1)});
    m_out.insert(m_out.end(), text.begin(), text.end());
  }

  void add_type(Instruction i) {
    if (!m_has_constants)
      for (uint32_t value = 0; value < 3; ++value)
        put({first_word(kOpConstant, 4), m_facts.uint_type, constant(value), value});
    m_has_constants = true;
    put({first_word(kOpMatrixTypeKhr, 7), i[1], i[2], i[3], i[4], i[5], constant(m_facts.use_of.at(i[1]))});
  }

  /// The order (row- or column-major) is a number before the stride there, a truth behind it here.
  Status add_access(Instruction i, uint32_t operation, size_t operands) {
    const size_t stride = operands + 1, order = operands + 2;
    const auto column_major = order < i.size() ? m_facts.truth.find(i[order]) : m_facts.truth.end();
    if (column_major == m_facts.truth.end())
      return unreadable("the order of a matrix in memory is no constant");
    put({first_word(operation, i.size())});
    m_out.insert(m_out.end(), i.begin() + 1, i.begin() + static_cast<std::ptrdiff_t>(stride));
    put({constant(column_major->second ? 1 : 0), i[stride]});
    m_out.insert(m_out.end(), i.begin() + static_cast<std::ptrdiff_t>(order) + 1, i.end());
    return {};
  }

  const Facts& m_facts;
  std::vector<uint32_t> m_out;
  uint32_t m_constants;
  bool m_has_constants = false;
};

} // namespace

Result<std::vector<uint32_t>> khronos_matrices(std::span<const uint32_t> module) {
  if (module.size() < kHeaderWords)
    return unreadable("it has no header");
  PARETO_TRY_ASSIGN(instructions, instructions_of(module));
  PARETO_TRY_ASSIGN(facts, facts_of(instructions));
  Translation translation(module, facts);
  for (const Instruction& instruction : instructions)
    PARETO_TRY(translation.add(instruction));
  return translation.take();
}

} // namespace pareto::gpu
