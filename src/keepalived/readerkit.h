// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keepalived/conf.h"
#include "keepalived/conftree.h"
#include "keepalived/vocabulary.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem::keepalived {

/// What the readers of all blocks share: values with their bounds, lists, and remarks where they are wrong.
class ReaderKit
{
public:
    explicit ReaderKit(std::vector<Remark> &remarks) : m_remarks(remarks) {}

    void remark(RemarkKind kind, const Directive &directive, std::string text, std::string fix = {});
    /// Says what becomes of a keyword that is not carried over, or that nobody knows.
    void setAside(BlockKind block, const Directive &directive);
    /// False, and Refused, where the keyword needs a word that it lacks: Keepalived exits there.
    bool hasWord(const Directive &directive);

    // Nothing, and Wrong, where Keepalived ignores the value; `instead` says what it takes then.
    std::optional<int> whole(const Directive &directive, int least, int most, const std::string &instead);
    std::optional<Duration> seconds(const Directive &directive, double least, double most, const std::string &instead);
    std::optional<IpAddress> address(const Directive &directive, const std::string &text);

    std::vector<Track> tracks(const Directive &block, bool takesWeight);
    std::vector<Address> addresses(const Directive &block);
    /// Every word of a block, as `group` has them.
    static std::vector<std::string> names(const Directive &block);
    std::optional<Notify> notify(const Directive &directive);
    /// Whether "reverse" follows a weight at word `n`.
    static bool reversed(const Directive &directive, std::size_t n);

private:
    std::optional<Address> addressLine(const Directive &line);
    std::vector<Remark> &m_remarks;
};

} // namespace tandem::keepalived
