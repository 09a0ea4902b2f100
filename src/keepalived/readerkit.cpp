// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/readerkit.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tandem::keepalived {

namespace {

constexpr std::size_t longestShown = 80; ///< of a word of the file, in octets

std::string shown(const std::string &word)
{
    return "\"" + (word.size() > longestShown ? word.substr(0, longestShown) + "…" : word) + "\"";
}

template <class T>
std::optional<T> numberOf(const std::string &text)
{
    T value{};
    const auto *begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

} // namespace

void ReaderKit::remark(RemarkKind kind, const Directive &directive, std::string text, std::string fix)
{
    m_remarks.push_back({kind, directive.at, directive.lastLine, std::move(text), std::move(fix)});
}

void ReaderKit::setAside(BlockKind block, const Directive &directive)
{
    const auto &keyword = directive.keyword();
    if (const auto fate = fateOf(block, keyword)) {
        const auto name =
            directive.hasBlock && !directive.word(0).empty() ? keyword + " " + directive.word(0) : keyword;
        return remark(fate->kind, directive, name + ": " + std::string(fate->why), std::string(fate->fix));
    }
    const auto similar = similarKeyword(block, keyword);
    remark(RemarkKind::Unknown, directive,
           shown(keyword) + " is no keyword here: Keepalived ignores it" +
               (directive.hasBlock ? " with its block" : ""),
           similar.empty() ? "remove it, or look for a brace that is missing before it"
                           : "did you mean " + std::string(similar) + "?");
}

bool ReaderKit::hasWord(const Directive &directive)
{
    if (directive.words.size() > 1)
        return true;
    remark(RemarkKind::Refused, directive, directive.keyword() + " lacks its value: Keepalived does not start",
           "write the value behind it");
    return false;
}

std::optional<int> ReaderKit::whole(const Directive &directive, int least, int most, const std::string &instead)
{
    if (!hasWord(directive))
        return std::nullopt;
    const auto value = numberOf<int>(directive.word(0));
    if (value && *value >= least && *value <= most)
        return value;
    remark(RemarkKind::Wrong, directive,
           directive.keyword() + " is " + shown(directive.word(0)) + ", not " + std::to_string(least) + " to " +
               std::to_string(most) + ": Keepalived " + instead,
           "write a whole number within these bounds");
    return std::nullopt;
}

std::optional<Duration> ReaderKit::seconds(const Directive &directive, double least, double most,
                                           const std::string &instead)
{
    if (!hasWord(directive))
        return std::nullopt;
    const auto value = numberOf<double>(directive.word(0));
    if (value && std::isfinite(*value) && *value >= least && *value <= most)
        return Duration(static_cast<Duration::rep>(std::llround(*value * 1e9)));
    remark(RemarkKind::Wrong, directive,
           directive.keyword() + " is " + shown(directive.word(0)) +
               ", which is no time that it can have: Keepalived " + instead,
           "write seconds, such as 1 or 0.5");
    return std::nullopt;
}

std::optional<IpAddress> ReaderKit::address(const Directive &directive, const std::string &text)
{
    const auto address = IpAddress::parse(text);
    if (!address)
        remark(RemarkKind::Wrong, directive, shown(text) + " is no IP address: Keepalived skips it",
               "write an address such as 10.77.0.1");
    return address;
}

bool ReaderKit::reversed(const Directive &directive, std::size_t n)
{
    return directive.word(n) == "reverse";
}

std::vector<Track> ReaderKit::tracks(const Directive &block, bool takesWeight)
{
    std::vector<Track> tracks;
    for (const Directive &line : block.children) {
        Track track{line.keyword(), line.at, std::nullopt, false};
        const auto &words = line.words;
        const auto weight = std::find(words.begin(), words.end(), "weight");
        if (weight != words.end() && weight + 1 != words.end()) {
            track.weight = numberOf<int>(*(weight + 1));
            track.reverse = std::find(weight, words.end(), "reverse") != words.end();
            if (!track.weight)
                remark(RemarkKind::Wrong, line, "the weight of " + track.name + " is no number: Keepalived ignores it",
                       "write a whole number from -253 to 253");
            else if (!takesWeight && *track.weight != 0)
                remark(
                    RemarkKind::NotCarried, line,
                    "weight " + std::to_string(*track.weight) + " of interface " + track.name +
                        ": Tandem goes to FAULT when a tracked interface is down",
                    "write a check of kind \"script\" with this weight, or remove the interface from track_interface");
        }
        if (takesWeight || track.weight.value_or(0) == 0)
            tracks.push_back(std::move(track));
    }
    return tracks;
}

std::optional<Address> ReaderKit::addressLine(const Directive &line)
{
    // Words of ip-address(8) that say how, not which: the kernel's defaults are right for a VIP.
    constexpr std::array<std::string_view, 6> plain{"home",          "-nodad",   "mngtmpaddr",
                                                    "noprefixroute", "autojoin", "no_track"};
    const auto network = IpNetwork::parse(line.keyword());
    if (!network) {
        remark(RemarkKind::Wrong, line, shown(line.keyword()) + " is no IP address with prefix: Keepalived skips it",
               "write an address such as 10.77.0.100/24");
        return std::nullopt;
    }
    Address made{*network, {}, {}, line.at};
    for (std::size_t n = 0; n + 1 < line.words.size(); ++n) {
        const auto &word = line.word(n);
        const auto &value = line.word(n + 1);
        if (word == "dev")
            made.dev = value;
        else if (word == "label")
            made.label = value;
        else if (word == "scope" || word == "brd" || word == "broadcast")
            remark(RemarkKind::NoEffect, line,
                   word + " " + value + " of " + line.keyword() + ": clients do not see it");
        else {
            remark(RemarkKind::NotCarried, line, shown(word) + " of " + line.keyword() + " is not carried over",
                   "nothing, if its default will do");
            if (std::ranges::find(plain, word) != plain.end())
                continue;
        }
        ++n;
    }
    return made;
}

std::vector<Address> ReaderKit::addresses(const Directive &block)
{
    std::vector<Address> addresses;
    for (const Directive &line : block.children) {
        if (const auto address = addressLine(line))
            addresses.push_back(*address);
    }
    return addresses;
}

std::vector<std::string> ReaderKit::names(const Directive &block)
{
    std::vector<std::string> names;
    for (const Directive &line : block.children)
        names.insert(names.end(), line.words.begin(), line.words.end());
    return names;
}

std::optional<Notify> ReaderKit::notify(const Directive &directive)
{
    if (!hasWord(directive))
        return std::nullopt;
    if (directive.words.size() > 2)
        remark(RemarkKind::NoEffect, directive,
               "the user of " + directive.keyword() + ": Tandem runs scripts as its own user, without privileges");
    return Notify{directive.word(0), directive.at};
}

} // namespace tandem::keepalived
