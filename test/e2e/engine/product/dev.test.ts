import { productSuite } from "./suite";

productSuite("dev");
