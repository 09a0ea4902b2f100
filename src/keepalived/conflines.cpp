// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/conflines.h"

#include "keepalived/definitions.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tandem::keepalived {

namespace {

constexpr std::array<std::string_view, 6> includeWords{"include",  "includer", "includem",
                                                       "includew", "includeb", "includea"};

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\f\v\0";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// keepalived.conf(5): a comment begins with '#' or '!' anywhere but in a quotation, and ends with the line.
std::string_view withoutComment(std::string_view line)
{
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char letter = line[i];
        if (letter == '\\')
            ++i;
        else if (quote != 0)
            quote = letter == quote ? '\0' : quote;
        else if (letter == '"' || letter == '\'')
            quote = letter;
        else if (letter == '#' || letter == '!')
            return line.substr(0, i);
    }
    return line;
}

class Reader
{
public:
    /// With the definitions that every Keepalived has.
    Reader(const SourceFile &file, const std::string &configId, const OpenIncludes &open)
        : m_configId(configId), m_open(open)
    {
        const auto slash = file.path.find_last_of('/');
        m_definitions.set("_PWD", slash == std::string::npos ? "." : file.path.substr(0, slash));
        m_definitions.set("_INSTANCE", configId);
        m_definitions.set("_HASH", "#");
        m_definitions.set("_BANG", "!");
    }

    void readFile(const SourceFile &file)
    {
        const auto index = static_cast<std::uint32_t>(m_found.files.size());
        m_found.files.push_back(file.path);
        m_octets += file.text.size();
        if (m_octets > mostOctets)
            return stop({index, 1}, "the configuration is longer than 16 MiB");
        m_beingRead.push_back(file.path);
        std::string_view rest = file.text;
        if (rest.starts_with("\xef\xbb\xbf"))
            rest.remove_prefix(3);
        for (Place at{index, 1}; !rest.empty() && !m_stopped; ++at.line) {
            const auto end = std::min(rest.find('\n'), rest.size());
            readPhysical(at, rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        endDefinition();
        if (const std::string last = std::exchange(m_joined, {}); !last.empty())
            emit(m_joinedAt, trimmed(last), 0);
        m_beingRead.pop_back();
    }

    ConfLines take() { return std::move(m_found); }

private:
    void remark(RemarkKind kind, Place at, std::string text, std::string fix = {})
    {
        m_found.remarks.push_back({kind, at, at.line, std::move(text), std::move(fix)});
    }
    void stop(Place at, const std::string &text)
    {
        if (!m_stopped)
            remark(RemarkKind::Refused, at, text, "nothing behind this is read");
        m_stopped = true;
    }

    void readPhysical(Place at, std::string_view line)
    {
        auto text = trimmed(withoutComment(line));
        if (m_defining.empty() && !text.empty() && text.front() == '@' && !readCondition(at, text))
            return;
        const bool goesOn = text.ends_with('\\');
        if (goesOn)
            text = trimmed(text.substr(0, text.size() - 1));
        if (!m_defining.empty()) {
            m_value += '\n';
            m_value += text;
            if (m_value.size() > longestLine)
                stop(at, "the definition $" + m_defining + " does not end");
            if (!goesOn)
                endDefinition();
            return;
        }
        if (readDefinition(text, goesOn))
            return;
        if (!m_joined.empty() || goesOn) { // any other line that goes on is one with the next
            m_joinedAt = m_joined.empty() ? at : m_joinedAt;
            m_joined += std::string(text) + ' ';
            if (m_joined.size() > longestLine)
                stop(at, "the line does not end");
            if (goesOn)
                return;
            const std::string whole = std::exchange(m_joined, {});
            return emit(m_joinedAt, trimmed(whole), 0);
        }
        if (!readInclude(at, text))
            emit(at, text, 0);
    }

    /// keepalived.conf(5), "Conditional configuration". False: the line is for another id.
    bool readCondition(Place at, std::string_view &text)
    {
        const bool inverse = text.size() > 1 && text[1] == '^';
        const auto begin = inverse ? 2U : 1U;
        const auto end = std::min(text.find_first_of(" \t"), text.size());
        const std::string id(text.substr(begin, end - begin));
        if (id.find('@') != std::string::npos || id.empty())
            return true; // "@VIP@": a template, which is spoken of where it stands
        text = trimmed(text.substr(end));
        if ((id == m_configId) != inverse)
            return true;
        remark(RemarkKind::Skipped, at,
               (inverse ? "only where Keepalived is not started with -i " : "only for keepalived -i ") + id +
                   ": not read" + (m_configId.empty() ? "" : " for the id " + m_configId),
               inverse ? "" : "say --config-id " + id + " to read the file as that host does");
        return false;
    }

    bool readDefinition(std::string_view text, bool goesOn)
    {
        const auto found = splitDefinition(text);
        if (!found)
            return false;
        m_defining = found->first;
        m_value = found->second;
        if (!goesOn)
            endDefinition();
        return true;
    }
    void endDefinition()
    {
        if (m_defining.empty())
            return;
        if (m_value.starts_with('\n')) // "$RS= \": the value begins on the next line
            m_value.erase(0, 1);
        m_definitions.set(m_defining, m_value);
        m_defining.clear();
        m_value.clear();
    }

    bool readInclude(Place at, std::string_view text)
    {
        const auto end = std::min(text.find_first_of(" \t"), text.size());
        if (std::ranges::find(includeWords, text.substr(0, end)) == includeWords.end())
            return false;
        const std::string pattern(trimmed(text.substr(end)));
        if (pattern.empty()) {
            remark(RemarkKind::Wrong, at, "include names no file", "name one");
            return true;
        }
        if (++m_includes > mostFiles || m_beingRead.size() > deepestInclude)
            return stop(at, "there are too many includes"), true;
        const auto files = m_open ? m_open(pattern, m_found.files[at.file]) : std::vector<SourceFile>();
        if (files.empty())
            remark(RemarkKind::Missing, at, "include " + pattern + " finds no file here",
                   "import where its files are, with the same paths");
        for (const auto &file : files) {
            if (std::ranges::find(m_beingRead, file.path) != m_beingRead.end())
                return stop(at, "include " + pattern + " leads back to " + file.path), true;
            readFile(file);
        }
        return true;
    }

    void emit(Place at, std::string_view text, unsigned depth)
    {
        if (text.empty() || m_stopped)
            return;
        m_emitted += text.size() + 1;
        if (text.size() > longestLine || m_emitted > mostOctets || depth > deepestDefinition)
            return stop(at, "a definition does not end, or makes too much of this line");
        if (const auto loop = readLoop(text, m_definitions)) {
            for (const auto &value : loop->values) {
                const auto before = m_definitions.set(loop->variable, value);
                emit(at, trimmed(loop->body), depth + 1);
                m_definitions.restore(loop->variable, before);
                if (m_stopped)
                    return;
            }
            return;
        }
        const auto put = m_definitions.putInto(text);
        if (!put) {
            if (m_found.lines.size() >= mostLines)
                return stop(at, "there are more than 200000 lines");
            m_found.lines.push_back({at, std::string(text)});
            return;
        }
        std::string_view rest = *put;
        while (!rest.empty() && !m_stopped) {
            const auto end = std::min(rest.find('\n'), rest.size());
            const auto line = trimmed(rest.substr(0, end));
            // A definition within one of several lines.
            if (const auto inner = splitDefinition(line))
                m_definitions.set(inner->first, std::string(inner->second));
            else
                emit(at, line, depth + 1);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }

    const std::string &m_configId;
    const OpenIncludes &m_open;
    ConfLines m_found;
    Definitions m_definitions;
    std::vector<std::string> m_beingRead; ///< files that are being read, the outermost first
    std::string m_defining;               ///< a definition's name whose lines go on
    std::string m_value;
    std::string m_joined;
    Place m_joinedAt;
    std::size_t m_octets = 0;
    std::size_t m_includes = 0;
    std::size_t m_emitted = 0;
    bool m_stopped = false;
};

} // namespace

ConfLines linesOf(const SourceFile &file, const std::string &configId, const OpenIncludes &open)
{
    Reader reader(file, configId, open);
    reader.readFile(file);
    return reader.take();
}

} // namespace tandem::keepalived
