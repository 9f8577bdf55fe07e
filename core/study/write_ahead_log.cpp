// SPDX-License-Identifier: GPL-3.0-or-later
// The format is that of https://www.sqlite.org/fileformat2.html, section 4.
#include "core/study/write_ahead_log.h"

#include "core/platform/files.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <span>
#include <thread>
#include <vector>

namespace pareto {

namespace {

constexpr size_t kHeader = 32, kFrameHeader = 24;
constexpr uint32_t kMagic = 0x377f0682; ///< its last bit: checksums are of big-endian words
constexpr uint32_t kLargestPage = 65'536;

using Bytes = std::span<const uint8_t>;

uint32_t big_endian(Bytes bytes, size_t at) {
  return uint32_t{bytes[at]} << 24 | uint32_t{bytes[at + 1]} << 16 | uint32_t{bytes[at + 2]} << 8 | bytes[at + 3];
}
uint32_t little_endian(Bytes bytes, size_t at) {
  return uint32_t{bytes[at + 3]} << 24 | uint32_t{bytes[at + 2]} << 16 | uint32_t{bytes[at + 1]} << 8 | bytes[at];
}

/// A running sum over words of eight bytes.
struct Checksum {
  bool big = false;
  uint32_t first = 0, second = 0;
  void add(Bytes bytes) {
    for (size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first += (big ? big_endian(bytes, at) : little_endian(bytes, at)) + second;
      second += (big ? big_endian(bytes, at + 4) : little_endian(bytes, at + 4)) + first;
    }
  }
  bool is_at(Bytes bytes, size_t at) const {
    return big_endian(bytes, at) == first && big_endian(bytes, at + 4) == second;
  }
};

bool read(std::ifstream& in, std::span<uint8_t> into) {
  return static_cast<bool>(in.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size())));
}

bool looks_damaged(const std::string& file) {
  if (file_kind(file) != FileKind::Regular) // opening a pipe would wait for who writes into it
    return false;
  std::ifstream in(file, std::ios::binary);
  std::array<uint8_t, kHeader> header{};
  if (!in || !read(in, header))
    return false; // none, or none yet
  Checksum sum{(big_endian(header, 0) & 1) != 0};
  sum.add(Bytes(header).first(24));
  const uint32_t page = big_endian(header, 8);
  if ((big_endian(header, 0) & ~1u) != kMagic || !sum.is_at(header, 24) || page < 512 || page > kLargestPage)
    return true; // the whole of it is passed over
  std::vector<uint8_t> frame(kFrameHeader + page);
  bool fits = true;
  while (read(in, frame)) {
    const bool of_this_log =
        std::equal(header.begin() + 16, header.begin() + 24, frame.begin() + 8); // salts; older ones may follow
    if (!fits && of_this_log)
      return true; // it goes on behind what does not fit, so that was written once
    if (fits) {
      Checksum next = sum;
      next.add(Bytes(frame).first(8));
      next.add(Bytes(frame).subspan(kFrameHeader));
      fits = of_this_log && next.is_at(frame, 16);
      sum = next;
    }
  }
  return false;
}

} // namespace

/// A writer may be in the middle of a frame: what is damaged is so a moment later as well.
bool log_is_damaged(const std::string& database) {
  const std::string file = database + "-wal";
  for (int look = 0; look < 3; ++look) {
    if (!looks_damaged(file))
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

} // namespace pareto
