module vigie.invalid/parts

go 1.23
