"""What stands on a screen after all that was sent to it: the few controls that the program and its editor of lines use."""

import re
import unicodedata

_PIECE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b[=>]|(.)", re.DOTALL)


def standing(raw, columns=80, rows=40):
    """Return the lines of a screen of a size, without the spaces at their ends."""
    grid, row, column = [{}], 0, 0

    def cell():
        while len(grid) <= row:
            grid.append({})
        return grid[row]

    for found in _PIECE.finditer(raw):
        number = int(found[1]) if found[1] and found[1].isdigit() else 0
        match found[2] or found[3]:
            case "A" if found[2]:
                row = max(max(0, len(grid) - rows), row - max(1, number))
            case "C" if found[2]:
                column = min(columns - 1, column + max(1, number))
            case "D" if found[2]:
                column = max(0, column - max(1, number))
            case "J" if found[2]:
                grid[row] = {at: sign for at, sign in cell().items() if at < column}
                del grid[row + 1 :]
            case "K" if found[2]:
                grid[row] = {at: sign for at, sign in cell().items() if at < column}
            case "P" if found[2]:
                grid[row] = {at if at < column else at - number: sign for at, sign in cell().items() if not column <= at < column + number}
            case "@" if found[2]:
                grid[row] = {at if at < column else at + number: sign for at, sign in cell().items()}
            case "\r":
                column = 0
            case "\n":
                row += 1
                cell()
            case "\b":
                column = max(0, column - 1)
            case sign if found[3] and sign.isprintable():
                wide = 2 if unicodedata.east_asian_width(sign) in "WF" else 1
                if column + wide > columns:
                    row, column = row + 1, 0
                cell()[column] = sign
                column += wide
    return [_line(line) for line in grid][-rows:]


def _line(cells):
    text, at = "", 0
    for column in sorted(cells):
        text += " " * (column - at) + cells[column]
        at = column + (2 if unicodedata.east_asian_width(cells[column]) in "WF" else 1)
    return text.rstrip()
