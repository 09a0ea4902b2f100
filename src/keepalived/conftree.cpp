// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/conftree.h"

#include <utility>

namespace tandem::keepalived {

namespace {

const std::string nothing;

bool isBlank(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\f' || letter == '\v';
}

/// What another program fills in before Keepalived reads the file: ${NAME:-value}, {{ name }}, @NAME@, %NAME%.
bool isPlaceholder(std::string_view word)
{
    const auto between = [&](char mark) {
        const auto first = word.find(mark);
        const auto second = first == std::string_view::npos ? first : word.find(mark, first + 1);
        if (second == std::string_view::npos || second - first < 3)
            return false;
        for (const char letter : word.substr(first + 1, second - first - 1)) {
            if ((letter < 'A' || letter > 'Z') && letter != '_' && (letter < '0' || letter > '9'))
                return false;
        }
        return true;
    };
    return word.find("${") != std::string_view::npos || word.find("{{") != std::string_view::npos || between('@') ||
           between('%');
}

class Builder
{
public:
    explicit Builder(ConfLines lines) : m_lines(std::move(lines)) { m_tree.remarks = std::move(m_lines.remarks); }

    ConfTree build()
    {
        m_blocks.push_back(&m_tree.directives);
        for (const auto &line : m_lines.lines) {
            if (m_stopped)
                break;
            readLine(line);
        }
        for (std::size_t i = 1; i < m_blocks.size(); ++i) {
            auto &opened = m_blocks[i - 1]->back();
            opened.lastLine = m_lines.lines.back().at.line;
            remark(RemarkKind::Wrong, opened.at, "the block of " + opened.keyword() + " is never closed",
                   "add the '}' that is missing");
        }
        m_tree.files = std::move(m_lines.files);
        return std::move(m_tree);
    }

private:
    void remark(RemarkKind kind, Place at, std::string text, std::string fix)
    {
        m_tree.remarks.push_back({kind, at, at.line, std::move(text), std::move(fix)});
    }
    void stop(Place at, std::string text)
    {
        remark(RemarkKind::Refused, at, std::move(text), "nothing behind this is read");
        m_stopped = true;
    }

    void readLine(const ConfLine &line)
    {
        std::string_view rest = line.text;
        bool inDirective = false;
        while (!rest.empty() && !m_stopped) {
            if (isBlank(rest.front()) || rest.front() == '\n') {
                rest.remove_prefix(1);
            } else if (rest.front() == '{' && !isTemplate(rest)) {
                rest.remove_prefix(1);
                open(line.at);
                inDirective = false;
            } else if (rest.front() == '}') {
                rest.remove_prefix(1);
                close(line.at);
                inDirective = false;
            } else {
                std::string word = takeWord(line.at, rest);
                if (!inDirective)
                    begin(line.at);
                inDirective = true;
                if (++m_words > mostWords)
                    return stop(line.at, "there are more than 200000 words");
                if (isPlaceholder(word))
                    remark(RemarkKind::Refused, line.at,
                           "\"" + word.substr(0, 80) +
                               "\" is filled in by another program, or for one configuration id",
                           "import the file as it stands on the host, or say --config-id");
                m_blocks.back()->back().words.push_back(std::move(word));
            }
        }
    }

    void begin(Place at)
    {
        Directive made;
        made.at = at;
        made.lastLine = at.line;
        m_blocks.back()->push_back(std::move(made));
    }

    void open(Place at)
    {
        auto &block = *m_blocks.back();
        if (block.empty() || block.back().hasBlock) {
            remark(RemarkKind::Wrong, at, "there is a '{' without a keyword before it",
                   "remove it, or add the keyword");
            begin(at);
            block.back().words.emplace_back("{");
        }
        if (m_blocks.size() > deepestBlock)
            return stop(at, "blocks are nested more than 16 deep");
        block.back().hasBlock = true;
        m_blocks.push_back(&block.back().children);
    }

    void close(Place at)
    {
        if (m_blocks.size() == 1)
            return remark(RemarkKind::Wrong, at, "there is a '}' too many",
                          "remove it, or add the '{' that is missing");
        m_blocks.pop_back();
        m_blocks.back()->back().lastLine = at.line;
    }

    /// "{{ name }}", on one line.
    static bool isTemplate(std::string_view rest)
    {
        return rest.starts_with("{{") && rest.substr(0, rest.find('\n')).find("}}") != std::string_view::npos;
    }

    /// "${NAME}" and "{{ NAME }}" are one word each, so that a template is spoken of once.
    static bool takeVariable(std::string_view &rest, std::string &word)
    {
        const bool isVariable = rest.starts_with("${");
        if (!isVariable && !isTemplate(rest))
            return false;
        const auto end = rest.find(isVariable ? "}" : "}}", 2);
        if (end == std::string_view::npos)
            return false;
        const auto length = end + (isVariable ? 1 : 2);
        word += rest.substr(0, length);
        rest.remove_prefix(length);
        return true;
    }

    std::string takeWord(Place at, std::string_view &rest)
    {
        std::string word;
        while (!rest.empty()) {
            const char letter = rest.front();
            if (isBlank(letter) || letter == '\n' || letter == '}' || (letter == '{' && !isTemplate(rest)))
                break;
            if (takeVariable(rest, word))
                continue;
            rest.remove_prefix(1);
            if (letter == '"' || (letter == '\'' && word.empty()))
                takeQuoted(at, letter, rest, word);
            else if (letter == '\\' && !rest.empty()) {
                word += rest.front();
                rest.remove_prefix(1);
            } else
                word += letter;
        }
        return word;
    }

    void takeQuoted(Place at, char quote, std::string_view &rest, std::string &word)
    {
        while (!rest.empty() && rest.front() != quote && rest.front() != '\n') {
            const bool escaped = rest.front() == '\\' && rest.size() > 1;
            word += rest[escaped ? 1 : 0];
            rest.remove_prefix(escaped ? 2 : 1);
        }
        if (rest.empty() || rest.front() == '\n')
            remark(RemarkKind::Wrong, at, "a quotation does not end", "add the quotation mark that is missing");
        else
            rest.remove_prefix(1);
    }

    ConfLines m_lines;
    ConfTree m_tree;
    std::vector<std::vector<Directive> *> m_blocks; ///< open ones; a block's directive is the last of the one before
    std::size_t m_words = 0;
    bool m_stopped = false;
};

} // namespace

const std::string &Directive::word(std::size_t n) const
{
    return n + 1 < words.size() ? words[n + 1] : nothing;
}

std::string Directive::rest() const
{
    std::string text;
    for (std::size_t i = 1; i < words.size(); ++i)
        text += (i > 1 ? " " : "") + words[i];
    return text;
}

ConfTree treeOf(ConfLines lines)
{
    return Builder(std::move(lines)).build();
}

} // namespace tandem::keepalived
